/** The frame of every page: its title (also the browser's), what can be done here, and the body. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Flex, Typography } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

interface PageProps {
  title: string;
  /** Shown instead of the plain title, for a heading with tags in it. */
  heading?: ReactNode;
  subtitle?: ReactNode;
  back?: { to: string; label: string };
  extra?: ReactNode;
  /** For forms and reading: keeps lines short. */
  narrow?: boolean;
  children: ReactNode;
}

export function useTitle(title: string): void {
  const { t } = useTranslation();
  const brand = t("app.brand");
  useEffect(() => {
    document.title = title ? `${title} · ${brand}` : brand;
  }, [title, brand]);
}

export function Page({ title, heading, subtitle, back, extra, narrow, children }: PageProps) {
  useTitle(title);
  return (
    <div className={narrow ? "page page-narrow" : "page"}>
      {back && (
        <Link to={back.to} className="page-back">
          <ArrowLeftOutlined /> {back.label}
        </Link>
      )}
      <Flex className="page-head" wrap gap="8px 16px" justify="space-between" align="flex-start">
        <div className="page-titles">
          <Typography.Title level={1} className="page-title">
            {heading ?? title}
          </Typography.Title>
          {subtitle && <div className="page-subtitle">{subtitle}</div>}
        </div>
        {extra && (
          <Flex wrap gap={8} className="page-extra">
            {extra}
          </Flex>
        )}
      </Flex>
      {children}
    </div>
  );
}
