/** Every list of the house: search, filters, order and paging by key, rows on a desk and cards in a hand. */
import {
  ClearOutlined,
  FilterOutlined,
  LeftOutlined,
  RightOutlined,
  SearchOutlined,
  VerticalRightOutlined,
} from "@ant-design/icons";
import type { UseQueryResult } from "@tanstack/react-query";
import { Button, Card, Flex, Input, Select, Skeleton, Table, type TableColumnType } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Page as PageOf } from "../api/types";
import { EmptyState } from "./EmptyState";
import { ErrorPanel } from "./ErrorPanel";
import { Page } from "./Page";
import type { ListState } from "./useListState";
import { usePhone } from "./usePhone";

export type ListColumn<T> = TableColumnType<T> & {
  key: string;
  title: string;
  /** The API's name for ordering by this column. */
  sortBy?: string;
};

interface ListPageProps<T extends { id: number }> {
  title: string;
  subtitle?: ReactNode;
  back?: { to: string; label: string };
  /** What must be read before the list. */
  above?: ReactNode;
  extra?: ReactNode;
  state: ListState<string>;
  result: UseQueryResult<PageOf<T>>;
  columns: ListColumn<T>[];
  /** One row as a card, for the phone. */
  card: (row: T) => ReactNode;
  /** Selects and switches that narrow the list. */
  filters?: ReactNode;
  /** Says what the search looks through; without it there is no search. */
  searchHint?: string;
  rowPath?: (row: T) => string;
  rowClassName?: (row: T) => string;
  empty: { title: string; hint: string; icon?: ReactNode; action?: ReactNode };
}

export function ListPage<T extends { id: number }>(props: ListPageProps<T>) {
  const { t } = useTranslation();
  const phone = usePhone();
  // In a hand the filters would push the list off the screen.
  const [unfolded, setUnfolded] = useState(false);
  const { state, result } = props;
  const rows = result.data?.items ?? [];
  return (
    <Page title={props.title} back={props.back} subtitle={props.subtitle} extra={props.extra}>
      {props.above}
      <Flex wrap gap={8} className="list-bar" role="search">
        {props.searchHint && <Search state={state} hint={props.searchHint} />}
        {phone && (
          <Button
            icon={<FilterOutlined />}
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
            type={state.narrowed ? "primary" : "default"}
          >
            {t("shared.filter")}
          </Button>
        )}
        {(!phone || unfolded) && (
          <>
            {props.filters}
            {phone && <SortSelect state={state} columns={props.columns} />}
            {state.narrowed && (
              <Button icon={<ClearOutlined />} onClick={state.clear}>
                {t("shared.clear_filters")}
              </Button>
            )}
          </>
        )}
      </Flex>
      {result.error && !result.data ? (
        <ErrorPanel error={result.error} retry={() => void result.refetch()} />
      ) : result.isPending ? (
        <Card className="list-card">
          <Skeleton active paragraph={{ rows: 6 }} title={false} />
        </Card>
      ) : rows.length === 0 ? (
        <Card className="list-card">
          {state.narrowed || state.after ? (
            <EmptyState
              icon={<SearchOutlined />}
              title={t("shared.nothing_matches")}
              hint={t("shared.nothing_matches_hint")}
              action={<Button onClick={state.clear}>{t("shared.clear_filters")}</Button>}
            />
          ) : (
            <EmptyState {...props.empty} />
          )}
        </Card>
      ) : phone ? (
        <Cards rows={rows} card={props.card} rowPath={props.rowPath} rowClassName={props.rowClassName} />
      ) : (
        <Rows {...props} rows={rows} />
      )}
      <Pager state={state} result={result} />
    </Page>
  );
}

function Search({ state, hint }: { state: ListState<string>; hint: string }) {
  const [text, setText] = useState(state.q);
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back and "clear" change the address under us.
  useEffect(() => setText(state.q), [state.q]);
  const search = (value: string) => {
    clearTimeout(pending.current);
    if (value.trim() !== state.q) state.change({ q: value.trim() });
  };
  return (
    <Input
      allowClear
      className="list-search"
      prefix={<SearchOutlined aria-hidden />}
      placeholder={hint}
      aria-label={hint}
      value={text}
      onChange={(event) => {
        const { value } = event.target;
        setText(value);
        clearTimeout(pending.current);
        pending.current = setTimeout(() => search(value), 350);
      }}
      onPressEnter={() => search(text)}
    />
  );
}

function SortSelect<T>({ state, columns }: { state: ListState<string>; columns: ListColumn<T>[] }) {
  const { t } = useTranslation();
  const options = columns.flatMap(({ sortBy, title }) =>
    sortBy
      ? [
          { value: sortBy, label: `${title} ↑` },
          { value: `-${sortBy}`, label: `${title} ↓` },
        ]
      : [],
  );
  if (options.length === 0) return null;
  return (
    <Select
      aria-label={t("shared.sort_by")}
      className="list-filter"
      value={state.sort || undefined}
      placeholder={t("shared.sort_by")}
      options={options}
      onChange={(sort) => state.change({ sort })}
    />
  );
}

function Rows<T extends { id: number }>({
  rows,
  columns,
  state,
  result,
  rowPath,
  rowClassName,
}: ListPageProps<T> & { rows: T[] }) {
  const navigate = useNavigate();
  const sortOrder = (sortBy: string) =>
    state.sort === sortBy ? "ascend" : state.sort === `-${sortBy}` ? "descend" : null;
  return (
    <Card className="list-card" styles={{ body: { padding: 0 } }}>
      <Table<T>
        rowKey="id"
        size="middle"
        dataSource={rows}
        loading={result.isPlaceholderData}
        pagination={false}
        scroll={{ x: "max-content" }}
        showSorterTooltip={false}
        columns={columns.map(({ sortBy, ...column }) => ({
          ...column,
          ...(sortBy ? { sorter: true, sortOrder: sortOrder(sortBy) } : {}),
        }))}
        onChange={(_pagination, _filters, sorter) => {
          const chosen = Array.isArray(sorter) ? sorter[0] : sorter;
          const sortBy = columns.find((column) => column.key === chosen?.columnKey)?.sortBy;
          if (sortBy)
            state.change({
              sort: chosen?.order === "descend" ? `-${sortBy}` : chosen?.order ? sortBy : null,
            });
        }}
        rowClassName={(row) => `${rowPath ? "row-link" : ""} ${rowClassName?.(row) ?? ""}`}
        onRow={(row) =>
          rowPath
            ? {
                onClick: (event) => {
                  // Links, buttons and selected text inside a row keep their own meaning.
                  const inside = event.target as HTMLElement;
                  if (inside.closest("a,button,input,label,[role=button]")) return;
                  if (window.getSelection()?.toString()) return;
                  void navigate(rowPath(row));
                },
              }
            : {}
        }
      />
    </Card>
  );
}

function Cards<T extends { id: number }>({
  rows,
  card,
  rowPath,
  rowClassName,
}: Pick<ListPageProps<T>, "card" | "rowPath" | "rowClassName"> & { rows: T[] }) {
  return (
    <ul className="card-list">
      {rows.map((row) => (
        <li key={row.id}>
          {rowPath ? (
            <Link to={rowPath(row)} className={`card-row ${rowClassName?.(row) ?? ""}`}>
              {card(row)}
            </Link>
          ) : (
            <div className={`card-row ${rowClassName?.(row) ?? ""}`}>{card(row)}</div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Pager<T>({ state, result }: { state: ListState<string>; result: UseQueryResult<PageOf<T>> }) {
  const { t } = useTranslation();
  const page = result.data;
  if (!page || (page.items.length === 0 && !state.after)) return null;
  const { next } = page;
  return (
    <Flex className="list-pager" justify="space-between" align="center" gap={12} wrap>
      <span className="faint" aria-live="polite">
        {t("shared.shown_of", { shown: page.items.length, total: page.total })}
      </span>
      {(next || state.after) && (
        <Flex gap={8}>
          {state.firstPage && (
            <Button icon={<VerticalRightOutlined />} onClick={state.firstPage}>
              {t("shared.first_page")}
            </Button>
          )}
          {state.previousPage && (
            <Button icon={<LeftOutlined />} onClick={state.previousPage}>
              {t("shared.previous_page")}
            </Button>
          )}
          {next && (
            <Button icon={<RightOutlined />} iconPlacement="end" onClick={() => state.nextPage(next)}>
              {t("shared.next_page")}
            </Button>
          )}
        </Flex>
      )}
    </Flex>
  );
}
