/** One field of a question in a form; rows hold fields of their own. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Field, word } from "./field";

type Path = (string | number)[];

interface FieldInputProps {
  field: Field;
  /** Where the form keeps what the field stands in; inside rows, the row. */
  within: Path;
}

export function FieldInput({ field, within }: FieldInputProps) {
  const { t, i18n } = useTranslation();
  const name = [...within, ...field.at.split(".")];
  if (field.type === "rows") return <Rows field={field} name={name} />;
  return (
    <Form.Item
      name={name}
      label={word(field.label, i18n.language)}
      extra={field.hint && word(field.hint, i18n.language)}
      // A choice that begins with what is usual cannot be left empty.
      required={field.required || (field.type === "choice" && field.usual !== undefined)}
      rules={[
        ...(field.required ? [{ required: true, message: t("shared.required") }] : []),
        ...(field.type === "json" ? [{ validator: isJson(t("checks.not_json")) }] : []),
      ]}
      valuePropName={field.type === "switch" ? "checked" : "value"}
    >
      {inputOf(field, i18n.language)}
    </Form.Item>
  );
}

const isJson = (message: string) => async (_: unknown, text?: string) => {
  if (!text) return;
  try {
    JSON.parse(text);
  } catch {
    throw new Error(message);
  }
};

function inputOf(field: Field, language: string) {
  const hint = field.usual === undefined ? field.example : String(field.usual);
  switch (field.type) {
    case "number":
      return (
        <InputNumber
          className="field-number"
          min={field.least}
          max={field.most}
          precision={field.least === undefined ? undefined : 0}
          placeholder={hint}
        />
      );
    case "choice":
      return (
        <Select
          allowClear={!field.required && field.usual === undefined}
          popupMatchSelectWidth={false}
          options={field.choices?.map(([value, label]) => ({ value, label: word(label, language) }))}
        />
      );
    case "json":
    case "long":
      return (
        <Input.TextArea
          className="mono"
          autoSize={{ minRows: 1, maxRows: 8 }}
          placeholder={hint}
          spellCheck={false}
        />
      );
    case "password":
      return <Input.Password autoComplete="new-password" />;
    case "switch":
      return <Switch />;
    case "texts":
      return (
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " "]} placeholder={hint} />
      );
    default:
      return <Input placeholder={hint} autoComplete="off" spellCheck={false} />;
  }
}

function Rows({ field, name }: { field: Field; name: Path }) {
  const { t, i18n } = useTranslation();
  const label = word(field.label, i18n.language);
  const row = word(field.row ?? field.label, i18n.language);
  const columns = field.columns ?? [];
  return (
    <fieldset className="field-rows">
      <legend>{label}</legend>
      <Form.List
        name={name}
        rules={
          field.required && [
            {
              validator: async (_, rows: unknown[]) => {
                if (!rows?.length) throw new Error(t("shared.required"));
              },
            },
          ]
        }
      >
        {(rows, { add, remove }, { errors }) => (
          <>
            {rows.map(({ key, name: index }) => (
              <div key={key} className="field-row">
                <div className="field-row-fields">
                  {columns.map((column) => (
                    <FieldInput key={column.at} field={column} within={[index]} />
                  ))}
                </div>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("checks.remove_row", { row, number: index + 1 })}
                  onClick={() => remove(index)}
                />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add(usualOf(columns))}>
              {t("checks.add_row", { row })}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

/** Choices of a new row begin as they are understood when they are not named. */
function usualOf(columns: readonly Field[]) {
  return Object.fromEntries(
    columns.filter(({ type }) => type === "choice").map(({ at, usual }) => [at, usual]),
  );
}
