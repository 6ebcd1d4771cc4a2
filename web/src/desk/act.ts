/** Doing something to a ticket: the answer replaces what is shown, and everything that counts tickets is asked again. */

import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import type { ActionBodies, TicketAction, TicketDetail } from "../api/types";
import { actOnTicket, ticketQuery } from "./queries";

export function useAct(ticketId: number) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  return async <A extends TicketAction>(action: A, body: ActionBodies[A]): Promise<TicketDetail> => {
    try {
      const ticket = await actOnTicket(ticketId, action, body);
      queries.setQueryData(ticketQuery(ticketId).queryKey, ticket);
      void message.success(t(`desk.done.${action}`));
      return ticket;
    } catch (error) {
      // Somebody was faster: what they did is shown before the user decides again.
      if (error instanceof Problem && error.status === 409)
        await queries.invalidateQueries({ queryKey: ["tickets", "detail", ticketId] });
      throw error;
    } finally {
      for (const touched of ["tickets", "clocks", "visits"])
        void queries.invalidateQueries({ queryKey: [touched] });
    }
  };
}

export function actionOf(ticket: TicketDetail, name: TicketAction) {
  return ticket.actions.find((action) => action.action === name);
}
