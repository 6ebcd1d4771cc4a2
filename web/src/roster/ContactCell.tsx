/** An address in the list of people: whether it was proved that messages arrive there, and vouching that they do. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactWay, Person } from "../api/types";
import { useSession, useWhyNot } from "../session/session";
import { DateTime } from "../shared/DateTime";
import { FormDialog } from "../shared/FormDialog";
import { vouchForContact } from "./queries";

export function ContactCell({ person, way }: { person: Person; way: ContactWay }) {
  const { t } = useTranslation();
  const [vouching, setVouching] = useState(false);
  const self = useSession().person.id;
  const mayNot = useWhyNot("contacts.verify");
  const address = person[way];
  const since = way === "email" ? person.email_verified_at : person.phone_verified_at;
  if (!address) return "—";
  return (
    <>
      <div>{way === "phone" ? <a href={`tel:${address.replace(/\s/g, "")}`}>{address}</a> : address}</div>
      <div className="small">
        {since ? (
          <span className="legend-up">
            <CheckCircleOutlined /> {t("roster.verified_since")} <DateTime at={since} precision="day" />
          </span>
        ) : (
          <span className="faint">{t("roster.not_verified")}</span>
        )}
        {/* Nobody vouches for their own address: they have a code sent. */}
        {!since && !mayNot && person.active && person.id !== self && (
          <Button type="link" size="small" onClick={() => setVouching(true)}>
            {t("roster.vouch")}
          </Button>
        )}
      </div>
      {vouching && (
        <VouchDialog person={person} way={way} address={address} onClose={() => setVouching(false)} />
      )}
    </>
  );
}

interface VouchDialogProps {
  person: Person;
  way: ContactWay;
  address: string;
  onClose: () => void;
}

function VouchDialog({ person, way, address, onClose }: VouchDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormDialog<{ how: string }>
      open
      title={t("roster.vouch_for", { name: person.name, address })}
      intro={t("roster.vouch_intro")}
      submitText={t("roster.vouch")}
      onSubmit={async ({ how }) => {
        await vouchForContact(person.id, way, how);
        await queries.invalidateQueries({ queryKey: ["people"] });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="how"
        label={t("roster.vouch_how")}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDialog>
  );
}
