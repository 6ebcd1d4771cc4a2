/** The names of everybody who can be called. */
import { useQuery } from "@tanstack/react-query";
import { peopleOfRoleQuery } from "../roster/queries";

export const CALLED_ROLES = ["engineer", "manager", "dispatcher", "supervisor", "administrator"] as const;

export function useCallable() {
  const lists = [
    useQuery(peopleOfRoleQuery("engineer")).data,
    useQuery(peopleOfRoleQuery("manager")).data,
    useQuery(peopleOfRoleQuery("dispatcher")).data,
    useQuery(peopleOfRoleQuery("supervisor")).data,
    useQuery(peopleOfRoleQuery("administrator")).data,
  ];
  return lists.flatMap((people) => people ?? []);
}

export function useNames(): Map<number, string> {
  return new Map(useCallable().map((person) => [person.id, person.name]));
}
