// A real OpenID Connect provider (the certified `oidc-provider`) for the tests: whoever names a subject has signed in as that.
// What a true provider never says (another audience, no signature) is put into its answer as the file TWIST asks for it.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { ISSUER, BACK, CLIENT, SECRET, MODULES, TWIST } = process.env;
const from = createRequire(`${MODULES}/`);
const load = (name) => import(pathToFileURL(from.resolve(name)));
const { default: Provider } = await load("oidc-provider");
const jose = await load("jose");

const newKey = async () => {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid: "ours", alg: "RS256", use: "sig" };
};
const keys = { ours: await newKey(), foreign: await newKey() };

const provider = new Provider(ISSUER, {
  clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [BACK] }],
  jwks: { keys: [keys.ours] },
  cookies: { keys: ["of the tests only"] },
  pkce: { required: () => true },
  acrValues: ["two"],
  claims: { openid: ["sub", "acr", "amr", "auth_time"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
});

const fieldsOf = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
};

const signIn = async ({ req, res, request }) => {
  const { params } = await provider.interactionDetails(req, res);
  const fields = await fieldsOf(request.req);
  const accountId = fields.get("subject");
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope("openid");
  const login = { accountId, amr: fields.getAll("amr"), acr: fields.get("acr") ?? undefined };
  const ts = fields.get("at");
  if (ts) login.ts = Number(ts);
  const result = { login, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
};

const twistOf = async () => {
  try {
    return JSON.parse(await readFile(TWIST, "utf8"));
  } catch {
    return {};
  }
};

const twisted = async (token, { claims = {}, key = "ours" }) => {
  const said = { ...jose.decodeJwt(token), ...claims };
  for (const name of Object.keys(said)) if (said[name] === null) delete said[name];
  if (key === "none") return new jose.UnsecuredJWT(said).encode();
  if (key === "secret") return new jose.SignJWT(said).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(SECRET));
  const signing = await jose.importJWK(keys[key], "RS256");
  return new jose.SignJWT(said).setProtectedHeader({ alg: "RS256", kid: "ours" }).sign(signing);
};

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith("/sign-in/")) {
    if (ctx.method === "POST") {
      ctx.respond = false;
      await signIn(ctx);
    } else ctx.body = '<!doctype html><form method="post"><input name="subject"><button>That is me</button></form>';
    return;
  }
  if (ctx.path === "/favicon.ico") {
    ctx.status = 204;
    return;
  }
  await next();
  if (ctx.oidc?.route !== "token" || !ctx.body?.id_token) return;
  const twist = await twistOf();
  if (twist.status) [ctx.status, ctx.body] = [twist.status, ""];
  else if (twist.claims || twist.key) ctx.body = { ...ctx.body, id_token: await twisted(ctx.body.id_token, twist) };
});

const { port, hostname } = new URL(ISSUER);
provider.listen(Number(port), hostname, () => console.log("ready"));
