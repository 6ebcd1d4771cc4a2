/** Who reaches which pages: strangers the login, customers their portal, staff the rest. The server decides again on every request. */
import { useQuery } from "@tanstack/react-query";
import { Flex, Spin } from "antd";
import { useEffect } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { sessionQuery, useSession } from "../session/session";
import { ErrorPanel } from "../shared/ErrorPanel";
import { isPhone } from "../shared/usePhone";
import { landing, paths, portalFor, withQuery } from "./paths";
import { adoptLanguage } from "./preferences";

export function Waiting() {
  return (
    <Flex align="center" justify="center" style={{ minHeight: "60vh" }}>
      <Spin size="large" />
    </Flex>
  );
}

/** Everything behind the login. */
export function SignedIn() {
  const session = useQuery(sessionQuery);
  const location = useLocation();
  const language = session.data?.person.locale;
  useEffect(() => {
    if (language) void adoptLanguage(language);
  }, [language]);
  if (session.isPending) return <Waiting />;
  if (session.error && session.data === undefined)
    return (
      <div className="shell-body">
        <ErrorPanel error={session.error} retry={() => void session.refetch()} />
      </div>
    );
  if (!session.data) {
    const here = location.pathname + location.search;
    return <Navigate to={withQuery(paths.login, { next: here === "/" ? null : here })} replace />;
  }
  return <Outlet />;
}

export function StaffOnly() {
  const { person } = useSession();
  const { pathname } = useLocation();
  if (person.role !== "customer") return <Outlet />;
  return <Navigate to={portalFor(pathname)} replace />;
}

export function CustomerOnly() {
  const { person } = useSession();
  return person.role === "customer" ? <Outlet /> : <Navigate to={paths.overview} replace />;
}

export function Landing() {
  const { person } = useSession();
  return <Navigate to={landing(person.role, isPhone())} replace />;
}
