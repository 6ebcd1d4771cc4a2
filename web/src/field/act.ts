/** Taking a step of a visit: the answer replaces what is shown, and the ticket is asked again. */
import { useQueryClient } from "@tanstack/react-query";
import { Problem } from "../api/problem";
import type { Visit, VisitBodies, VisitStep } from "../api/types";
import { takeStep, visitQuery } from "./queries";

export function useStep(visitId: number) {
  const queries = useQueryClient();
  return async <S extends VisitStep>(step: S, body: VisitBodies[S]): Promise<Visit> => {
    try {
      const visit = await takeStep(visitId, step, body);
      queries.setQueryData(visitQuery(visitId).queryKey, visit);
      return visit;
    } catch (error) {
      if (error instanceof Problem && error.status === 409)
        await queries.invalidateQueries({ queryKey: ["visits", "detail", visitId] });
      throw error;
    } finally {
      for (const touched of ["visits", "tickets", "clocks"])
        void queries.invalidateQueries({ queryKey: [touched] });
    }
  };
}
