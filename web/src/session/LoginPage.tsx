/** Signing in; where this is a demonstration, one card per role does it with one click. */
import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import type { DemoAccount, Session } from "../api/types";
import { LanguageSwitch, ThemeSwitch } from "../app/HeadTools";
import { landing, paths } from "../app/paths";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useTitle } from "../shared/Page";
import { isPhone } from "../shared/usePhone";
import "./login.css";
import { installationQuery, sessionQuery, signIn, useForget } from "./session";

/** Only addresses of our own pages: `//elsewhere` and `https:` are not. */
export function safeNext(next: string | null): string | null {
  return next && /^\/(?![/\\])/.test(next) ? next : null;
}

export function Component() {
  const { t } = useTranslation();
  useTitle(t("session.title"));
  const [params] = useSearchParams();
  const session = useQuery(sessionQuery);
  const installation = useQuery(installationQuery);
  const { enter, entering, error } = useEnter();

  if (session.data && !entering) {
    const next = safeNext(params.get("next"));
    return <Navigate to={next ?? landing(session.data.person.role, isPhone())} replace />;
  }
  return (
    <div className="login">
      <div className="login-words" aria-hidden="true">
        <div className="login-promise">
          <p>{t("session.promise_1")}</p>
          <p>{t("session.promise_2")}</p>
          <p>{t("session.promise_3")}</p>
        </div>
      </div>
      <main className="login-side">
        <Flex justify="flex-end" gap={4}>
          <LanguageSwitch />
          <ThemeSwitch />
        </Flex>
        <div className="login-box">
          <Flex align="center" gap={12}>
            <img src="/icon.svg" alt="" width={44} height={44} />
            <div>
              <h1>{t("app.brand")}</h1>
              <div className="faint">{installation.data?.name ?? t("session.title")}</div>
            </div>
          </Flex>
          <PasswordForm enter={enter} entering={entering} />
          {error !== null && <ErrorPanel error={error} />}
          {installation.data?.demo && (
            <DemoAccounts accounts={installation.data.demo_accounts} enter={enter} entering={entering} />
          )}
          {installation.data && <div className="faint login-version">{installation.data.version}</div>}
        </div>
      </main>
    </div>
  );
}

interface Enter {
  enter: (login: string, password: string) => Promise<void>;
  entering: boolean;
}

function useEnter(): Enter & { error: unknown } {
  const [entering, setEntering] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [params] = useSearchParams();
  const forget = useForget();
  const navigate = useNavigate();
  const enter = async (login: string, password: string) => {
    setEntering(true);
    setError(null);
    try {
      const session: Session = await signIn(login, password);
      forget(session);
      const next = safeNext(params.get("next"));
      await navigate(next ?? landing(session.person.role, isPhone()) ?? paths.home, { replace: true });
    } catch (caught) {
      setError(caught);
    } finally {
      setEntering(false);
    }
  };
  return { enter, entering, error };
}

function PasswordForm({ enter, entering }: Enter) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <Form<{ login: string; password: string }>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={({ login, password }) => void enter(login.trim(), password)}
    >
      <Form.Item name="login" label={t("session.login")} rules={required}>
        <Input
          prefix={<UserOutlined aria-hidden />}
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
        />
      </Form.Item>
      <Form.Item name="password" label={t("session.password")} rules={required}>
        <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={entering}>
        {t("session.sign_in")}
      </Button>
    </Form>
  );
}

function DemoAccounts({ accounts, enter, entering }: Enter & { accounts: DemoAccount[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="demo-title">
      <h2 id="demo-title" className="login-demo-title">
        {t("session.demo_title")}
      </h2>
      <div className="login-demo">
        {accounts.map((account) => (
          <button
            key={account.login}
            type="button"
            disabled={entering}
            onClick={() => void enter(account.login, account.password)}
          >
            <strong>{t(`roster.role.${account.role}`)}</strong>
            <span>{account.name}</span>
            <small>{t(`session.demo_hint.${account.role}`)}</small>
          </button>
        ))}
      </div>
    </section>
  );
}
