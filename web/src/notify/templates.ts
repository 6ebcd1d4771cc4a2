/** Templates to begin with: suppliers differ in everything but HTTP, so these are shapes to be filled in, not suppliers. */
import type { GatewayTemplate } from "../api/types";

/** Short messages as Aliyun's service wants them (Dysmsapi 2017-05-25). */
const ALIYUN_SMS = {
  send: {
    method: "POST",
    url: "https://dysmsapi.aliyuncs.com/",
    query: { Action: "SendSms", Version: "2017-05-25", RegionId: "cn-hangzhou" },
    form: {
      PhoneNumbers: "{{plain_phone}}",
      SignName: "守约",
      TemplateCode: "SMS_000000000",
      TemplateParam: '{"text":"{{subject|max:35|json}}"}',
      OutId: "{{message}}",
    },
    sign: {
      kind: "aliyun",
      key_id: "{{secret.ACCESS_KEY_ID}}",
      key_secret: "{{secret.ACCESS_KEY_SECRET}}",
    },
  },
  taken: { path: "Code", is: ["OK"] },
  refused: { path: "Code", is: ["isv.MOBILE_NUMBER_ILLEGAL"] },
  says: "Message",
  receipt: "BizId",
} satisfies GatewayTemplate;

/** Calls as Aliyun's service wants them (Dyvmsapi 2017-05-25): the pressed key is asked for, and taken from its reports. */
const ENDED = {
  answered: { path: "state", is: ["200000"] },
  unanswered: { path: "state", is: ["200002", "200005", "200007", "200010", "200011"] },
};
const ALIYUN_VOICE = {
  send: {
    method: "POST",
    url: "https://dyvmsapi.aliyuncs.com/",
    query: { Action: "SingleCallByTts", Version: "2017-05-25", RegionId: "cn-hangzhou" },
    form: {
      CalledNumber: "{{plain_phone}}",
      TtsCode: "TTS_000000000",
      TtsParam: '{"text":"{{subject|max:35|json}}"}',
      OutId: "{{message}}",
    },
    sign: {
      kind: "aliyun",
      key_id: "{{secret.ACCESS_KEY_ID}}",
      key_secret: "{{secret.ACCESS_KEY_SECRET}}",
    },
  },
  taken: { path: "Code", is: ["OK"] },
  says: "Message",
  receipt: "CallId",
  ask: {
    method: "POST",
    url: "https://dyvmsapi.aliyuncs.com/",
    query: { Action: "QueryCallDetailByCallId", Version: "2017-05-25", RegionId: "cn-hangzhou" },
    form: { CallId: "{{receipt}}", ProdId: "11000000300006", QueryDate: "{{milliseconds}}" },
    sign: {
      kind: "aliyun",
      key_id: "{{secret.ACCESS_KEY_ID}}",
      key_secret: "{{secret.ACCESS_KEY_SECRET}}",
    },
  },
  ending: {
    key: "Data.dtmf",
    answered: { ...ENDED.answered, path: "Data.state" },
    unanswered: { ...ENDED.unanswered, path: "Data.state" },
  },
  report: {
    message: "out_id",
    receipt: "call_id",
    ending: {
      key: "dtmf",
      answered: { ...ENDED.answered, path: "status_code" },
      unanswered: { ...ENDED.unanswered, path: "status_code" },
    },
  },
} satisfies GatewayTemplate;

/** Any service that takes JSON and a key in a header. */
const PLAIN_JSON = {
  send: {
    method: "POST",
    url: "https://sms.example.com/send",
    headers: { authorization: "Bearer {{secret.KEY}}" },
    json: { to: "{{phone}}", text: "{{text}}", id: "{{message}}" },
  },
  taken: { path: "code", is: ["0"] },
  says: "message",
} satisfies GatewayTemplate;

const PLAIN_CALL = {
  ...PLAIN_JSON,
  send: {
    ...PLAIN_JSON.send,
    url: "https://voice.example.com/call",
    json: { to: "{{phone}}", say: "{{subject}}", id: "{{message}}", report_to: "{{report_url}}" },
  },
  report: { message: "id", ending: { key: "key", answered: { path: "state", is: ["answered"] } } },
} satisfies GatewayTemplate;

export const EXAMPLES = {
  sms: { aliyun: ALIYUN_SMS, json: PLAIN_JSON },
  voice: { aliyun: ALIYUN_VOICE, json: PLAIN_CALL },
} as const;

/** A template as people edit it: without what it does not use. */
export function written(template: GatewayTemplate): string {
  return JSON.stringify(
    template,
    (_, value: unknown) => {
      if (value === null) return undefined;
      const empty = typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
      return empty ? undefined : value;
    },
    2,
  );
}
