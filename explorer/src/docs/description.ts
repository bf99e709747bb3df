// The description of `/api/v1` as Swagger UI can show it.
//
// Doctors have articles, which have subjects, who have articles: Swagger UI writes such types out into one another, until
// the page stands still for minutes. So a type is shown here with its own fields, and what these hold is named.

export interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  description?: string;
  [member: string]: unknown;
}

interface Parameter {
  name: string;
  in: string;
  description?: string;
  style?: string;
  schema?: Schema;
  content?: unknown;
}

interface Operation {
  parameters: Parameter[];
  responses: object;
}

export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

type Replace = (named: Schema, name: string, place: Schema) => Schema;

/** The same description, without types in types. */
export function flat(description: Description): Description {
  const all = description.components.schemas;
  const named: Replace = (of, name, place) => (isLeaf(of) ? leaf(of, place) : record(name, place));
  const schemas = Object.fromEntries(Object.entries(all).map(([name, of]) => [name, replaced(of, all, named)]));
  const paths = mapped(description.paths, (operations) =>
    mapped(operations, (operation) => ({
      ...operation,
      parameters: operation.parameters.filter(isOneLine).map((parameter) => shown(parameter, all, named)),
      responses: replaced(operation.responses, all, (_, name) => schemas[name] ?? {}),
    })),
  );
  return { ...description, paths, components: { ...description.components, schemas } };
}

/** What has no fields: a text of some form, or one of several names. */
function isLeaf(schema: Schema): boolean {
  return schema.properties === undefined && schema.anyOf === undefined;
}

function leaf(of: Schema, place: Schema): Schema {
  const description = [place.description, of.description].filter(Boolean).join('\n\n');
  return description ? { ...of, description } : of;
}

function record(name: string, place: Schema): Schema {
  const description = [place.description, `Its fields are those of \`${name}\`, below.`].filter(Boolean).join(' ');
  return { type: 'object', title: name, description };
}

/** Conditions in brackets are many parameters; the same can be written as `where`, which is one. */
function isOneLine(parameter: Parameter): boolean {
  return parameter.style !== 'deepObject';
}

/** JSON is written as it stands in the address. */
function shown(parameter: Parameter, all: Description['components']['schemas'], named: Replace): Parameter {
  if (parameter.content === undefined) return { ...parameter, schema: replaced(parameter.schema ?? {}, all, named) };
  const { content: _, ...others } = parameter;
  return { ...others, schema: { type: 'string' } };
}

/** A part of the description with each reference replaced by what `by` says. */
function replaced<Part>(part: Part, all: Record<string, Schema>, by: Replace): Part {
  if (Array.isArray(part)) return part.map((item) => replaced(item, all, by)) as Part;
  if (typeof part !== 'object' || part === null) return part;
  const name = (part as Schema).$ref?.split('/').at(-1);
  if (name !== undefined) return by(all[name] ?? {}, name, part as Schema) as Part;
  return mapped(part as Record<string, unknown>, (member) => replaced(member, all, by)) as Part;
}

function mapped<From, To>(of: Record<string, From>, by: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, by(value)]));
}
