/** The question as it is, without its secrets: it stays so unless somebody decides to ask something else. */
import { Button, Descriptions } from "antd";
import { useTranslation } from "react-i18next";
import type { Question } from "../../api/types";
import { word } from "./field";
import { fieldsOf, kindOf } from "./kinds";
import { valueAt } from "./question";

export function KeptQuestion({ question, onReplace }: { question: Question; onReplace: () => void }) {
  const { t, i18n } = useTranslation();
  const kind = kindOf(question.kind);
  const told = kind ? { ...question, access: { version: question.version, user: question.user } } : question;
  const rows = (kind ? fieldsOf(kind) : []).flatMap((field) => {
    const value = valueAt(told, field.at);
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
    const choice = field.choices?.find(([known]) => known === value);
    const text = choice
      ? word(choice[1], i18n.language)
      : Array.isArray(value)
        ? String(value.length)
        : String(value);
    return [
      {
        key: field.at,
        label: word(field.label, i18n.language),
        children: <span className="break">{text}</span>,
      },
    ];
  });
  return (
    <fieldset className="question">
      <legend>{t("checks.question")}</legend>
      {kind ? (
        <Descriptions
          column={{ xs: 1, sm: 2 }}
          size="small"
          items={[
            { key: "kind", label: t("checks.kind"), children: word(kind.label, i18n.language) },
            ...rows,
          ]}
        />
      ) : (
        <pre className="mono question-json">{JSON.stringify(question, null, 2)}</pre>
      )}
      <p className="faint small question-note">{t("checks.kept")}</p>
      <Button size="small" onClick={onReplace}>
        {t("checks.replace")}
      </Button>
    </fieldset>
  );
}
