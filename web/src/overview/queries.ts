/** What the overview asks: the worst open faults and the clocks that run out first. */
import { runningClocksQuery, ticketsQuery } from "../desk/queries";

export const SHOWN = 7;
/** What does not work now; what was restored only waits for words and is counted apart. */
const BROKEN = "open,acknowledged";
export const WAITING = "restored,resolved";
export const openFaultsQuery = ticketsQuery({ state: BROKEN, sort: "level", limit: SHOWN });
export const openLevelOneQuery = ticketsQuery({ state: BROKEN, level: 1, limit: 1 });
export const restoredQuery = ticketsQuery({ state: WAITING, limit: 1 });
export const nearestClocksQuery = runningClocksQuery(6);
