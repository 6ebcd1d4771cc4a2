/** What the overview asks: the worst open faults and the clocks that run out first. */
import { runningClocksQuery, ticketsQuery } from "../desk/queries";

export const SHOWN = 7;
export const openFaultsQuery = ticketsQuery({ open: true, sort: "level", limit: SHOWN });
export const openLevelOneQuery = ticketsQuery({ open: true, level: 1, limit: 1 });
export const nearestClocksQuery = runningClocksQuery(6);
