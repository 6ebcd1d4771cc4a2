/** Asking for the archive, and writing into it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, everything, type Query } from "../api/client";
import type {
  Contact,
  ContactChange,
  Contract,
  ContractChange,
  Customer,
  CustomerChange,
  Device,
  DeviceChange,
  ImportReport,
  Page,
  Site,
  SiteChange,
} from "../api/types";

export const customersQuery = (query: Query) =>
  queryOptions({
    queryKey: ["customers", "list", query],
    queryFn: ({ signal }) => api.get<Page<Customer>>("/customers", query, signal),
    placeholderData: keepPreviousData,
  });
export const allCustomersQuery = queryOptions({
  queryKey: ["customers", "all"],
  staleTime: 60_000,
  queryFn: ({ signal }) => everything<Customer>("/customers", {}, signal),
});
export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ["customers", "detail", id],
    queryFn: ({ signal }) => api.get<Customer>(`/customers/${id}`, {}, signal),
  });
export const createCustomer = (customer: CustomerChange) => api.post<Customer>("/customers", customer);
export const changeCustomer = (id: number, change: CustomerChange) =>
  api.patch<Customer>(`/customers/${id}`, change);

export const contractsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["contracts", "list", query],
    queryFn: ({ signal }) => api.get<Page<Contract>>("/contracts", query, signal),
    placeholderData: keepPreviousData,
  });
/** What a new contract is offered: the server's own usual promises. */
export const usualContractQuery = queryOptions({
  queryKey: ["contracts", "usual"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) =>
    api.get<Pick<Contract, "zone" | "promises" | "call_next_after_seconds">>("/contracts/usual", {}, signal),
});
export const contractVersionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["contracts", "versions", id],
    queryFn: ({ signal }) => api.get<Page<Contract>>(`/contracts/${id}/versions`, {}, signal),
  });
export const createContract = (contract: ContractChange) => api.post<Contract>("/contracts", contract);
export const changeContract = (id: number, change: ContractChange) =>
  api.patch<Contract>(`/contracts/${id}`, change);

export const sitesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["sites", "list", query],
    queryFn: ({ signal }) => api.get<Page<Site>>("/sites", query, signal),
    placeholderData: keepPreviousData,
  });
/** Every site of one customer, or of all that may be seen. */
export const allSitesQuery = (customerId?: number) =>
  queryOptions({
    queryKey: ["sites", "all", customerId ?? null],
    staleTime: 60_000,
    queryFn: ({ signal }) => everything<Site>("/sites", { customer_id: customerId }, signal),
  });
export const createSite = (site: SiteChange) => api.post<Site>("/sites", site);
export const changeSite = (id: number, change: SiteChange) => api.patch<Site>(`/sites/${id}`, change);

export const contactsQuery = (customerId: number) =>
  queryOptions({
    queryKey: ["contacts", customerId],
    queryFn: ({ signal }) => everything<Contact>("/contacts", { customer_id: customerId }, signal),
  });
export const createContact = (contact: ContactChange) => api.post<Contact>("/contacts", contact);
export const changeContact = (id: number, change: ContactChange) =>
  api.patch<Contact>(`/contacts/${id}`, change);
export const deleteContact = (id: number) => api.delete(`/contacts/${id}`);

export const devicesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["devices", "list", query],
    queryFn: ({ signal }) => api.get<Page<Device>>("/devices", query, signal),
    placeholderData: keepPreviousData,
  });
export const deviceQuery = (id: number) =>
  queryOptions({
    queryKey: ["devices", "detail", id],
    queryFn: ({ signal }) => api.get<Device>(`/devices/${id}`, {}, signal),
  });
export const createDevice = (device: DeviceChange) => api.post<Device>("/devices", device);
export const changeDevice = (id: number, change: DeviceChange) => api.patch<Device>(`/devices/${id}`, change);
export const setPhoto = (id: number, photo: Blob) => api.put<void>(`/devices/${id}/photo`, photo);
export const deletePhoto = (id: number) => api.delete(`/devices/${id}/photo`);

export const importDevices = (csv: Blob, options: { apply: boolean; create_places: boolean }) =>
  api.post<ImportReport>("/imports/devices", new Blob([csv], { type: "text/csv" }), options);
