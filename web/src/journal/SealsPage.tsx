/** The chain of seals: each covers a run of events by one signed root, and names the seal before it. */
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "../app/paths";
import { DateTime } from "../shared/DateTime";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { type SealRow, sealsQuery } from "./queries";

export function Component() {
  const { t } = useTranslation();
  const state = useListState([], "-number");
  const result = useQuery(sealsQuery(state.query));
  return (
    <ListPage<SealRow>
      title={t("journal.seals")}
      subtitle={<Link to={paths.journal}>{t("journal.to_proof")}</Link>}
      state={state}
      result={result}
      columns={useColumns()}
      card={(seal) => <SealCard seal={seal} />}
      empty={{
        icon: <SafetyCertificateOutlined />,
        title: t("journal.no_seals"),
        hint: t("journal.no_seals_hint"),
      }}
    />
  );
}

function useColumns(): ListColumn<SealRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "number",
      title: t("journal.place"),
      sortBy: "number",
      render: (_, seal) => <span className="mono">{seal.number}</span>,
    },
    {
      key: "events",
      title: t("journal.covers"),
      render: (_, seal) => t("journal.events_from_to", { first: seal.first_seq, last: seal.last_seq }),
    },
    {
      key: "sealed",
      title: t("journal.sealed_at"),
      render: (_, seal) => <DateTime at={seal.sealed_at} precision="second" />,
    },
    { key: "root", title: t("journal.root"), render: (_, seal) => <Hash hash={seal.root} /> },
    { key: "previous", title: t("journal.previous"), render: (_, seal) => <Hash hash={seal.previous} /> },
    { key: "head", title: t("journal.head"), render: (_, seal) => <Hash hash={seal.head} /> },
  ];
}

function Hash({ hash }: { hash: string }) {
  return (
    <Typography.Text copyable={{ text: hash }} className="mono small nowrap" title={hash}>
      {hash.slice(0, 16)}…
    </Typography.Text>
  );
}

function SealCard({ seal }: { seal: SealRow }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="card-top">
        <strong>{t("journal.seal", { number: seal.number })}</strong>
        <span className="card-right faint small">
          <DateTime at={seal.sealed_at} />
        </span>
      </div>
      <div className="small">
        {t("journal.events_from_to", { first: seal.first_seq, last: seal.last_seq })}
      </div>
      <div className="card-facts">
        <Hash hash={seal.root} />
      </div>
    </>
  );
}
