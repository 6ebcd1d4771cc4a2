/** A line for each, the worst first: rows on a desk, cards in a hand. */
import { Card, Table, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Availability } from "../../api/types";
import { spanInWords } from "../../shared/duration";
import { usePhone } from "../../shared/usePhone";
import { PARTS, type Part, rateText } from "./figures";
import type { Grouping } from "./shown";
import { TimeBar } from "./TimeBar";

interface LinesProps {
  rows: Availability[];
  by: Grouping;
  loading: boolean;
  pathOf: (row: Availability) => string | null;
}

const MISSING: readonly Part[] = ["down", "unreachable"];
const AT_ONCE = 50;

export function Lines({ rows, by, loading, pathOf }: LinesProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const nameOf = (row: Availability) =>
    by === "kind" ? t(`archive.kind.${row.name}` as "archive.kind.other") : row.name;
  const linked = (row: Availability) => {
    const path = pathOf(row);
    return path ? <Link to={path}>{nameOf(row)}</Link> : nameOf(row);
  };
  const upOf = (row: Availability) =>
    row.observed_seconds > 0
      ? t(phone ? "availability.up_of_observed" : "availability.up_of", {
          up: spanInWords(row.up_seconds, t),
          observed: spanInWords(row.observed_seconds, t),
        })
      : t("availability.not_observed");
  if (phone)
    return (
      <ul className="card-list">
        {rows.map((row) => (
          <li key={`${row.id} ${row.name}`} className="card-row">
            <div className="card-top">
              <span className="card-title">{linked(row)}</span>
              <strong className="card-right figure">{rateText(row.rate)}</strong>
            </div>
            <TimeBar of={row} />
            <div className="card-facts">
              {by !== "device" && <span>{t("availability.devices_count", { count: row.devices })}</span>}
              <span>{upOf(row)}</span>
              {PARTS.filter((part) => part !== "up" && row[`${part}_seconds`] >= 0.5).map((part) => (
                <span key={part} className={MISSING.includes(part) ? "figure-missing" : undefined}>
                  {t(`availability.part.${part}`)} {spanInWords(row[`${part}_seconds`], t)}
                </span>
              ))}
            </div>
          </li>
        ))}
      </ul>
    );
  const part = (part: Exclude<Part, "up">): TableColumnType<Availability> => ({
    key: part,
    title: t(`availability.part.${part}`),
    align: "right",
    sorter: (a, b) => a[`${part}_seconds`] - b[`${part}_seconds`],
    render: (_, row) => {
      const seconds = row[`${part}_seconds`];
      if (seconds < 0.5) return <span className="faint">—</span>;
      return (
        <span className={`figure ${MISSING.includes(part) ? "figure-missing" : ""}`}>
          {spanInWords(seconds, t)}
        </span>
      );
    },
  });
  const columns: TableColumnType<Availability>[] = [
    {
      key: "name",
      title: t(`availability.group.${by}`),
      sorter: (a, b) => nameOf(a).localeCompare(nameOf(b)),
      render: (_, row) => (
        <div className="cell-title cell-whose">
          {linked(row)}
          {by !== "device" && (
            <div className="faint small">{t("availability.devices_count", { count: row.devices })}</div>
          )}
        </div>
      ),
    },
    {
      key: "rate",
      title: t("availability.rate"),
      align: "right",
      sorter: (a, b) => (a.rate ?? 2) - (b.rate ?? 2),
      render: (_, row) => <strong className="figure">{rateText(row.rate)}</strong>,
    },
    {
      key: "bar",
      title: t("availability.time"),
      render: (_, row) => (
        <div className="cell-bar">
          <TimeBar of={row} />
        </div>
      ),
    },
    {
      key: "up",
      title: t("availability.up_of_title"),
      align: "right",
      sorter: (a, b) => a.observed_seconds - b.observed_seconds,
      render: (_, row) => <span className="figure">{upOf(row)}</span>,
    },
    part("down"),
    part("unreachable"),
    part("planned"),
    part("excluded"),
    part("unknown"),
  ];
  return (
    <Card className="list-card" styles={{ body: { padding: 0 } }}>
      <Table<Availability>
        rowKey={(row) => `${row.id} ${row.name}`}
        size="middle"
        dataSource={rows}
        loading={loading}
        columns={columns}
        scroll={{ x: "max-content" }}
        showSorterTooltip={false}
        pagination={rows.length > AT_ONCE ? { pageSize: AT_ONCE, showSizeChanger: false } : false}
      />
    </Card>
  );
}
