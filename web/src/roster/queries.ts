/** Asking for people and the duty table. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, everything, type Query } from "../api/client";
import type { DutyDay, DutyNow, DutyTable, NewPerson, Page, Person, PersonChange, Role } from "../api/types";

export const peopleQuery = (query: Query) =>
  queryOptions({
    queryKey: ["people", "list", query],
    queryFn: ({ signal }) => api.get<Page<Person>>("/people", query, signal),
    placeholderData: keepPreviousData,
  });

/** Everybody of a role who is still here, to choose from. */
export const peopleOfRoleQuery = (role: Role) =>
  queryOptions({
    queryKey: ["people", "of", role],
    staleTime: 60_000,
    queryFn: ({ signal }) => everything<Person>("/people", { role, active: true, sort: "name" }, signal),
  });

export const createPerson = (person: NewPerson) => api.post<Person>("/people", person);
export const changePerson = (id: number, change: PersonChange) => api.patch<Person>(`/people/${id}`, change);

export const dutyNowQuery = queryOptions({
  queryKey: ["duty", "now"],
  refetchInterval: 5 * 60_000,
  queryFn: ({ signal }) => api.get<DutyNow>("/duty/now", {}, signal),
});

export const dutyQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["duty", "table", from, to],
    queryFn: ({ signal }) => api.get<DutyTable>("/duty", { from, to }, signal),
    placeholderData: keepPreviousData,
  });
/** `expected` is who stood there when the change was thought out: somebody else's change in between is not overwritten. */
export const setDuty = (date: string, people: number[], expected: number[]) =>
  api.put<DutyDay>(`/duty/${date}`, { people, expected });
