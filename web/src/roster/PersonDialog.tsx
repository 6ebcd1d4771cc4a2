/** Adding a person, or changing their role and ways to be reached. */
import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type NewPerson, type Person, type PersonChange, ROLES } from "../api/types";
import { CustomerPicker } from "../archive/pickers";
import { FormDialog } from "../shared/FormDialog";
import { changePerson, createPerson } from "./queries";

interface PersonForm extends Omit<NewPerson, "password"> {
  password?: string;
  active?: boolean;
}

/** What changed, as the API wants it: an emptied field is `null`, a password left empty stays. */
export function changeOf(form: PersonForm): PersonChange {
  const { name, role, email, phone, locale, active, password } = form;
  return {
    ...{ name, role, locale, active },
    email: email || null,
    phone: phone || null,
    ...(password ? { password } : {}),
  };
}

export function PersonDialog({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormDialog<PersonForm>
      open
      title={person ? t("roster.edit_person", { name: person.name }) : t("roster.add_person")}
      submitText={person ? t("shared.save") : t("roster.add_person")}
      initialValues={person ?? { role: "engineer", locale: "zh", active: true }}
      onSubmit={async (form) => {
        if (person) await changePerson(person.id, changeOf(form));
        else {
          const { active: _, email, phone, customer_id, password, ...rest } = form;
          await createPerson({
            ...rest,
            password: password ?? "",
            ...(email ? { email } : {}),
            ...(phone ? { phone } : {}),
            ...(form.role === "customer" && customer_id ? { customer_id } : {}),
          });
        }
        for (const touched of ["people", "duty"]) void queries.invalidateQueries({ queryKey: [touched] });
      }}
      onClose={onClose}
    >
      <Fields person={person} />
    </FormDialog>
  );
}

function Fields({ person }: { person: Person | null }) {
  const { t } = useTranslation();
  const role = Form.useWatch("role");
  const required = [{ required: true, whitespace: true, message: t("shared.required") }];
  return (
    <>
      <div className="form-columns">
        <Form.Item name="name" label={t("roster.name")} rules={required}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t("roster.login")} rules={person ? [] : required}>
          <Input maxLength={64} autoComplete="off" autoCapitalize="none" disabled={person !== null} />
        </Form.Item>
      </div>
      <Form.Item
        name="role"
        label={t("roster.role_title")}
        rules={[{ required: true, message: t("shared.required") }]}
        extra={role ? t(`roster.role_meaning.${role as Person["role"]}`) : undefined}
      >
        <Select
          options={ROLES.map((value) => ({
            value,
            label: t(`roster.role.${value}`),
            // Whose rows a person sees is settled once: staff do not become customers, nor customers staff.
            disabled: person !== null && (value === "customer") !== (person.role === "customer"),
          }))}
        />
      </Form.Item>
      {role === "customer" && (
        <Form.Item
          name="customer_id"
          label={t("roster.customer")}
          rules={[{ required: true, message: t("shared.required") }]}
        >
          <CustomerPicker disabled={person !== null} />
        </Form.Item>
      )}
      <div className="form-columns">
        <Form.Item name="phone" label={t("roster.phone")}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t("roster.email")}>
          <Input maxLength={200} inputMode="email" autoComplete="off" />
        </Form.Item>
        <Form.Item name="locale" label={t("roster.locale")}>
          <Select
            options={[
              { value: "zh", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={person ? t("roster.new_password") : t("roster.password")}
          rules={person ? [] : required}
          extra={person ? t("roster.password_kept") : undefined}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </div>
      {person && (
        <Form.Item name="active" label={t("roster.active_title")} valuePropName="checked">
          <Switch checkedChildren={t("roster.active")} unCheckedChildren={t("roster.inactive")} />
        </Form.Item>
      )}
    </>
  );
}
