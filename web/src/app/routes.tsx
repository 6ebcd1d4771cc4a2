/** Every page and who reaches it. Each page's code is loaded when it is first visited. */
import { createBrowserRouter, type RouteObject } from "react-router";
import { Broken, NotFound } from "./Broken";
import { CustomerOnly, Landing, SignedIn, StaffOnly, Waiting } from "./guards";
import { Root } from "./Root";

const staff: RouteObject[] = [
  { path: "overview", lazy: () => import("../overview/OverviewPage") },
  { path: "tickets", lazy: () => import("../desk/TicketsPage") },
  { path: "tickets/new", lazy: () => import("../desk/NewTicketPage") },
  { path: "tickets/:id", lazy: () => import("../desk/TicketPage") },
  { path: "devices", lazy: () => import("../archive/DevicesPage") },
  { path: "devices/import", lazy: () => import("../archive/ImportPage") },
  { path: "devices/:id", lazy: () => import("../archive/DevicePage") },
  { path: "clocks", lazy: () => import("../desk/ClocksPage") },
  { path: "alarms", lazy: () => import("../watch/AlarmsPage") },
  { path: "alert-rules", lazy: () => import("../watch/rules/RulesPage") },
  { path: "check-templates", lazy: () => import("../watch/templates/TemplatesPage") },
  { path: "check-templates/new", lazy: () => import("../watch/templates/TemplatePage") },
  { path: "check-templates/built-in/:kind", lazy: () => import("../watch/templates/TemplatePage") },
  { path: "check-templates/:id", lazy: () => import("../watch/templates/TemplatePage") },
  { path: "watch-health", lazy: () => import("../watch/health/HealthPage") },
  { path: "coverage", lazy: () => import("../watch/coverage/CoveragePage") },
  { path: "customers", lazy: () => import("../archive/CustomersPage") },
  { path: "customers/:id", lazy: () => import("../archive/CustomerPage") },
  { path: "contracts", lazy: () => import("../archive/ContractsPage") },
  { path: "calendars", lazy: () => import("../calendar/CalendarsPage") },
  { path: "calendars/new", lazy: () => import("../calendar/CalendarPage") },
  { path: "calendars/:id", lazy: () => import("../calendar/CalendarPage") },
  { path: "sites", lazy: () => import("../archive/SitesPage") },
  { path: "guard-periods", lazy: () => import("../archive/GuardPeriodsPage") },
  { path: "expiries", lazy: () => import("../archive/expiries/ExpiriesPage") },
  { path: "levels", lazy: () => import("../desk/LevelsPage") },
  { path: "people", lazy: () => import("../roster/PeoplePage") },
  { path: "people/rights", lazy: () => import("../roster/RightsPage") },
  { path: "messages", lazy: () => import("../notify/MessagesPage") },
  { path: "channels", lazy: () => import("../notify/ChannelsPage") },
  { path: "workers", lazy: () => import("../workers/WorkersPage") },
  { path: "journal", lazy: () => import("../journal/JournalPage") },
  { path: "journal/events", lazy: () => import("../journal/EventsPage") },
  { path: "journal/seals", lazy: () => import("../journal/SealsPage") },
  { path: "duty", lazy: () => import("../roster/DutyPage") },
  { path: "leaves", lazy: () => import("../roster/LeavesPage") },
  { path: "calling", lazy: () => import("../calling/ForecastPage") },
  { path: "calling/policies", lazy: () => import("../calling/PoliciesPage") },
  { path: "calling/templates", lazy: () => import("../calling/TemplatesPage") },
  { path: "calling/rehearsal", lazy: () => import("../calling/RehearsalPage") },
  { path: "my-jobs", lazy: () => import("../field/MyJobsPage") },
  { path: "visits/:id", lazy: () => import("../field/VisitPage") },
];

const customer: RouteObject[] = [
  { path: "portal", lazy: () => import("../portal/PortalPage") },
  { path: "portal/report", lazy: () => import("../portal/ReportPage") },
  { path: "portal/tickets/:id", lazy: () => import("../portal/PortalTicketPage") },
];

const anybody: RouteObject[] = [
  { path: "availability", lazy: () => import("../watch/availability/AvailabilityPage") },
  { path: "availability/exclusions", lazy: () => import("../watch/availability/ExclusionsPage") },
  { path: "maintenance", lazy: () => import("../watch/maintenance/MaintenancePage") },
  { path: "maintenance/:id", lazy: () => import("../watch/maintenance/WindowPage") },
  { path: "visits/:id/report", lazy: () => import("../field/ReportPage") },
  { path: "inbox", lazy: () => import("../notify/InboxPage") },
  { path: "account", lazy: () => import("../session/AccountPage") },
];

export const routes: RouteObject[] = [
  {
    element: <Root />,
    hydrateFallbackElement: <Waiting />,
    errorElement: <Broken />,
    children: [
      { path: "acknowledge/:token", lazy: () => import("../desk/AcknowledgePage") },
      { path: "login", lazy: () => import("../session/LoginPage") },
      {
        element: <SignedIn />,
        children: [
          { index: true, element: <Landing /> },
          { element: <StaffOnly />, children: [{ path: "wall", lazy: () => import("../wall/WallPage") }] },
          {
            lazy: async () => ({ Component: (await import("./Shell")).Shell }),
            children: [
              {
                errorElement: <Broken />,
                children: [
                  { element: <StaffOnly />, children: staff },
                  { element: <CustomerOnly />, children: customer },
                  ...anybody,
                  { path: "*", element: <NotFound /> },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
