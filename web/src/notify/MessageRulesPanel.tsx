/** How somebody is told: which channels for news, which for what matters, and when they are left alone. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Flex, Form, Skeleton, Switch, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { CHOICES, type Channel, type MessageRules } from "../api/types";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useSubmit } from "../shared/FormDialog";
import { useLevelWords } from "../shared/Level";
import { Panel } from "../shared/Panel";
import { forgetMessageRules, keepMessageRules, messageRulesQuery } from "./queries";

interface Values {
  routine: Channel[];
  important: Channel[];
  is_quiet: boolean;
  hours?: [Dayjs, Dayjs];
  important_too: boolean;
}

const clock = (text: string) => dayjs(`2000-01-01T${text}`);

function valuesOf({ routine, important, quiet }: MessageRules): Values {
  return {
    routine,
    important,
    is_quiet: quiet !== null,
    hours: [clock(quiet?.from ?? "22:00"), clock(quiet?.to ?? "07:00")],
    important_too: quiet?.important_too ?? false,
  };
}

export function MessageRulesPanel({ person }: { person: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(messageRulesQuery(person));
  return (
    <Panel title={t("notify.rules")}>
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 3 }} title={false} />
      ) : (
        <RulesForm person={person} rules={data} />
      )}
    </Panel>
  );
}

function RulesForm({ person, rules }: { person: number; rules: MessageRules }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { queryKey } = messageRulesQuery(person);
  const { form, sending, error, send } = useSubmit<Values>(async (values) => {
    const [from, to] = values.hours ?? [];
    const quiet =
      values.is_quiet && from && to
        ? { from: from.format("HH:mm"), to: to.format("HH:mm"), important_too: values.important_too }
        : null;
    const body = { routine: values.routine, important: values.important, quiet };
    queries.setQueryData(queryKey, await keepMessageRules(person, body));
    void message.success(t("notify.rules_kept"));
  });
  useEffect(() => form.setFieldsValue(valuesOf(rules)), [form, rules]);
  const forget = async () => {
    try {
      queries.setQueryData(queryKey, await forgetMessageRules(person));
    } catch (caught) {
      void message.error(asProblem(caught).message, 6);
    }
  };
  const channels = CHOICES.map((value) => ({
    value,
    label: rules.ways.includes(value)
      ? t(`notify.channel.${value}`)
      : t("notify.no_way", { channel: t(`notify.channel.${value}`) }),
  }));
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={valuesOf(rules)}
      onFinish={(values) => void send(values)}
    >
      <p className="dialog-intro">{rules.own ? t("notify.rules_hint") : t("notify.rules_house")}</p>
      <Form.Item name="important" label={t("notify.rules_important")}>
        <Checkbox.Group options={channels} />
      </Form.Item>
      <Form.Item name="routine" label={t("notify.rules_routine")}>
        <Checkbox.Group options={channels} />
      </Form.Item>
      <Form.Item
        name="is_quiet"
        label={t("notify.quiet")}
        valuePropName="checked"
        extra={t("notify.quiet_hint", { level: words.name(1) })}
      >
        <Switch />
      </Form.Item>
      <Form.Item noStyle dependencies={["is_quiet"]}>
        {({ getFieldValue }) =>
          getFieldValue("is_quiet") && (
            <>
              <Form.Item name="hours" label={t("notify.quiet_hours")}>
                <TimePicker.RangePicker format="HH:mm" order={false} allowClear={false} minuteStep={5} />
              </Form.Item>
              <Form.Item name="important_too" valuePropName="checked">
                <Checkbox>{t("notify.quiet_important")}</Checkbox>
              </Form.Item>
            </>
          )
        }
      </Form.Item>
      {error !== null && <ErrorPanel error={error} />}
      <Flex gap={8} wrap>
        <Button type="primary" htmlType="submit" loading={sending}>
          {t("shared.save")}
        </Button>
        {rules.own && <Button onClick={() => void forget()}>{t("notify.rules_forget")}</Button>}
      </Flex>
    </Form>
  );
}
