/** Asking for people and the duty table. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client, everything } from "../api/client";
import type {
  ContactWay,
  LeaveChange,
  ListQuery,
  NewLeave,
  NewPerson,
  PersonChange,
  Role,
} from "../api/types";

export const peopleQuery = (query: ListQuery<"/api/v1/people">) =>
  queryOptions({
    queryKey: ["people", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/people", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });

/** Everybody of a role who is still here, to choose from. */
export const peopleOfRoleQuery = (role: Role) =>
  queryOptions({
    queryKey: ["people", "of", role],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      everything((after) =>
        ask(
          client.GET("/api/v1/people", {
            params: { query: { role, active: true, sort: "name", limit: 200, after } },
            signal,
          }),
        ),
      ),
  });

export const createPerson = (person: NewPerson) => ask(client.POST("/api/v1/people", { body: person }));
export const changePerson = (id: number, change: PersonChange) =>
  ask(client.PATCH("/api/v1/people/{id}", { params: { path: { id } }, body: change }));

export const dutyNowQuery = queryOptions({
  queryKey: ["duty", "now"],
  refetchInterval: 5 * 60_000,
  queryFn: ({ signal }) => ask(client.GET("/api/v1/duty/now", { signal })),
});

export const dutyQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["duty", "table", from, to],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/duty", { params: { query: { from, to } }, signal })),
    placeholderData: keepPreviousData,
  });
/** `expected` is who stood there when the change was thought out: somebody else's change in between is not overwritten. */
export const setDuty = (date: string, people: number[], expected: number[]) =>
  ask(client.PUT("/api/v1/duty/{date}", { params: { path: { date } }, body: { people, expected } }));

/** Who is away from now on, half a year ahead. */
export const leavesQuery = queryOptions({
  queryKey: ["leaves"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/leaves", { signal })),
});
export const enterLeave = (body: NewLeave) => ask(client.POST("/api/v1/leaves", { body }));
export const changeLeave = (id: number, body: LeaveChange) =>
  ask(client.PATCH("/api/v1/leaves/{id}", { params: { path: { id } }, body }));
export const withdrawLeave = (id: number) =>
  ask(client.DELETE("/api/v1/leaves/{id}", { params: { path: { id } } }));

export const accountEngineersQuery = queryOptions({
  queryKey: ["account-engineers"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/account-engineers", { signal })),
});
export const setAccountEngineer = (customer: number, person_id: number | null) =>
  ask(
    client.PUT("/api/v1/account-engineers/{id}", { params: { path: { id: customer } }, body: { person_id } }),
  );

export const sendContactCode = (id: number, way: ContactWay) =>
  ask(client.POST("/api/v1/people/{id}/contacts/{way}/code", { params: { path: { id, way } } }));
/** Says that an address was proved without a code. */
export const vouchForContact = (id: number, way: ContactWay, how: string) =>
  ask(
    client.POST("/api/v1/people/{id}/contacts/{way}/vouch", {
      params: { path: { id, way } },
      body: { how },
    }),
  );
export const confirmContact = (id: number, way: ContactWay, code: string) =>
  ask(
    client.POST("/api/v1/people/{id}/contacts/{way}/confirm", {
      params: { path: { id, way } },
      body: { code },
    }),
  );
