/** Asking for the archive, and writing into it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { asItIs, ask, asked, client, everything } from "../api/client";
import type {
  ContactChange,
  Contract,
  ContractChange,
  CustomerChange,
  DeviceChange,
  DeviceExpiryChange,
  GuardPeriodChange,
  ImportReport,
  ListQuery,
  NewContact,
  NewContract,
  NewCustomer,
  NewDevice,
  NewDeviceExpiry,
  NewDeviceLink,
  NewGuardPeriod,
  NewSite,
  Page,
  SiteChange,
  UsualContract,
} from "../api/types";

export const customersQuery = (query: ListQuery<"/api/v1/customers">) =>
  queryOptions({
    queryKey: ["customers", "list", query],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/customers", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const allCustomersQuery = queryOptions({
  queryKey: ["customers", "all"],
  staleTime: 60_000,
  queryFn: ({ signal }) =>
    everything((after) =>
      ask(client.GET("/api/v1/customers", { params: { query: { limit: 200, after } }, signal })),
    ),
});
export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ["customers", "detail", id],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/customers/{id}", { params: { path: { id } }, signal })),
  });
export const createCustomer = (body: NewCustomer) => ask(client.POST("/api/v1/customers", { body }));
export const changeCustomer = (id: number, body: CustomerChange) =>
  ask(client.PATCH("/api/v1/customers/{id}", { params: { path: { id } }, body }));

/** The links at both ends of a device. */
export const linksQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["links", deviceId],
    queryFn: ({ signal }) =>
      ask(
        client.GET("/api/v1/device-links", {
          params: { query: { device_id: deviceId, limit: 200 } },
          signal,
        }),
      ),
  });

/** What comes with devices and runs out, the soonest first. */
export const expiriesQuery = (query: ListQuery<"/api/v1/device-expiries">) =>
  queryOptions({
    queryKey: ["expiries", "list", query],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/device-expiries", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const expiriesOfDeviceQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["expiries", "of", deviceId],
    queryFn: ({ signal }) =>
      ask(
        client.GET("/api/v1/device-expiries", {
          params: { query: { device_id: deviceId, limit: 200 } },
          signal,
        }),
      ),
  });
export const createExpiry = (body: NewDeviceExpiry) => ask(client.POST("/api/v1/device-expiries", { body }));
export const changeExpiry = (id: number, body: DeviceExpiryChange) =>
  ask(client.PATCH("/api/v1/device-expiries/{id}", { params: { path: { id } }, body }));
export const removeExpiry = (id: number) =>
  ask(client.DELETE("/api/v1/device-expiries/{id}", { params: { path: { id } } }));

export const createLink = (body: NewDeviceLink) => ask(client.POST("/api/v1/device-links", { body }));
export const removeLink = (id: number) =>
  ask(client.DELETE("/api/v1/device-links/{id}", { params: { path: { id } } }));

/** What calendars are called, 7×24 first. */
export const calendarNamesQuery = queryOptions({
  queryKey: ["calendars", "names"],
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    const all = await everything((after) =>
      ask(client.GET("/api/v1/calendars", { params: { query: { limit: 200, after } }, signal })),
    );
    const names = new Map<number, string>([[0, "7×24"]]);
    for (const calendar of all) names.set(calendar.id, calendar.name);
    return names;
  },
});

export const contractsQuery = (query: ListQuery<"/api/v1/contracts">) =>
  queryOptions({
    queryKey: ["contracts", "list", query],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/contracts", { params: { query: asked(query) }, signal }),
      )) as Page<Contract>,
    placeholderData: keepPreviousData,
  });
/** What a new contract is offered: the server's own usual promises. */
export const usualContractQuery = queryOptions({
  queryKey: ["contracts", "usual"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) =>
    (await ask(client.GET("/api/v1/contracts/usual", { signal }))) as UsualContract,
});
export const contractVersionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["contracts", "versions", id],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/contracts/{id}/versions", { params: { path: { id } }, signal }),
      )) as Page<Contract>,
  });
export const createContract = (body: NewContract) => ask(client.POST("/api/v1/contracts", { body }));
export const changeContract = (id: number, body: ContractChange) =>
  ask(client.PATCH("/api/v1/contracts/{id}", { params: { path: { id } }, body }));

export const sitesQuery = (query: ListQuery<"/api/v1/sites">) =>
  queryOptions({
    queryKey: ["sites", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/sites", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
/** Every site of one customer, or of all that may be seen. */
export const allSitesQuery = (customer_id?: number) =>
  queryOptions({
    queryKey: ["sites", "all", customer_id ?? null],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      everything((after) =>
        ask(client.GET("/api/v1/sites", { params: { query: { customer_id, limit: 200, after } }, signal })),
      ),
  });
export const createSite = (body: NewSite) => ask(client.POST("/api/v1/sites", { body }));
export const changeSite = (id: number, body: SiteChange) =>
  ask(client.PATCH("/api/v1/sites/{id}", { params: { path: { id } }, body }));

export const contactsQuery = (customer_id: number) =>
  queryOptions({
    queryKey: ["contacts", customer_id],
    queryFn: ({ signal }) =>
      everything((after) =>
        ask(
          client.GET("/api/v1/contacts", { params: { query: { customer_id, limit: 200, after } }, signal }),
        ),
      ),
  });
export const createContact = (body: NewContact) => ask(client.POST("/api/v1/contacts", { body }));
export const changeContact = (id: number, body: ContactChange) =>
  ask(client.PATCH("/api/v1/contacts/{id}", { params: { path: { id } }, body }));
export const deleteContact = (id: number) =>
  ask(client.DELETE("/api/v1/contacts/{id}", { params: { path: { id } } }));

export const devicesQuery = (query: ListQuery<"/api/v1/devices">) =>
  queryOptions({
    queryKey: ["devices", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/devices", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const deviceQuery = (id: number) =>
  queryOptions({
    queryKey: ["devices", "detail", id],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/devices/{id}", { params: { path: { id } }, signal })),
  });
export const createDevice = (body: NewDevice) => ask(client.POST("/api/v1/devices", { body }));
export const changeDevice = (id: number, body: DeviceChange) =>
  ask(client.PATCH("/api/v1/devices/{id}", { params: { path: { id } }, body }));
export const setPhoto = (id: number, photo: Blob) =>
  ask(client.PUT("/api/v1/devices/{id}/photo", { params: { path: { id } }, ...asItIs(photo) }));
export const deletePhoto = (id: number) =>
  ask(client.DELETE("/api/v1/devices/{id}/photo", { params: { path: { id } } }));

export const importDevices = async (csv: Blob, query: { apply: boolean; create_places: boolean }) =>
  (await ask(
    client.POST("/api/v1/imports/devices", { params: { query }, ...asItIs(csv, "text/csv") }),
  )) as ImportReport;

export const guardPeriodsQuery = (query: ListQuery<"/api/v1/guard-periods">) =>
  queryOptions({
    queryKey: ["guard-periods", "list", query],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/guard-periods", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const createGuardPeriod = (body: NewGuardPeriod) =>
  ask(client.POST("/api/v1/guard-periods", { body }));
export const changeGuardPeriod = (id: number, body: GuardPeriodChange) =>
  ask(client.PATCH("/api/v1/guard-periods/{id}", { params: { path: { id } }, body }));
export const removeGuardPeriod = (id: number) =>
  ask(client.DELETE("/api/v1/guard-periods/{id}", { params: { path: { id } } }));
