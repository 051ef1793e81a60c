import { calendarCalls } from "./calls-of-calendar.ts";
import { listCalls } from "./calls-of-lists.ts";
import type { Samples } from "./samples.ts";

/** What a screen of the dashboard asks of the server, in one way or several. */
export interface Call {
  readonly name: string;
  readonly procedure: string;
  readonly inputs: readonly object[];
  /** Rows that one request may look at, however many there are: what it shows, and what it has to count up to. */
  readonly most: number;
  /** What is shown depends on the projects of who asks. */
  readonly ofScope?: boolean;
}

/** Where something is counted, it is counted up to a thousand. */
const COUNTED = 1_001;
/** Of a handful of rows by their ids. */
const FEW = 400;
/** Counters, the late ones, those that are held, two hundred starts in each hour, and the days of each project. */
const OVERVIEW = 7 * COUNTED + 24 * 201 + 1_500;
/** What lies in one folder, or in twenty of them; that is as much as people have put there. */
const IN_A_FOLDER = 1_000;
/** So many rows of the audit are looked at for those of a kind. */
const SCANNED = 20_000;
const DAY_MS = 86_400_000;

/** Every call of the screens that read many rows, and of those that everybody opens. */
export const callsOf = (samples: Samples, now: Date, ordersOfEach: number): readonly Call[] => [
  ...overviewCalls(samples),
  ...listCalls(samples, ordersOfEach),
  ...calendarCalls(samples, now),
  ...rotationCalls(samples),
  ...placeCalls(samples),
  ...auditCalls(samples, now),
];

const overviewCalls = ({ projects }: Samples): readonly Call[] => [
  { name: "overview", procedure: "insights.overview", inputs: [{}], most: OVERVIEW, ofScope: true },
  {
    name: "overview, one project",
    procedure: "insights.overview",
    inputs: projects.map((projectId) => ({ projectId })),
    most: OVERVIEW,
  },
];

function rotationCalls({ rotations, runs }: Samples): readonly Call[] {
  const ofEach = (name: string, procedure: string, more: object = {}): Call => ({
    name,
    procedure,
    inputs: rotations.map(({ id }) => ({ rotationId: id, ...more })),
    most: FEW,
  });
  const audits = rotations.map(({ id, projectId }) => ({ rotationId: id, projectId, limit: 50 }));
  return [
    ofEach("a rotation", "rotations.get"),
    ofEach("a rotation, state and versions", "rotations.state"),
    ofEach("a rotation, runs", "runs.list", { limit: 50 }),
    { name: "a rotation, audit", procedure: "audit.list", inputs: audits, most: FEW },
    { name: "a run", procedure: "runs.get", inputs: runs.map((runId) => ({ runId })), most: FEW },
  ];
}

function placeCalls({ folders, connections }: Samples): readonly Call[] {
  const places = folders.map(({ projectId, environment }) => ({ projectId, environment }));
  const secrets = folders.map(({ path, secret: _, ...at }) => ({
    ...at,
    secretPath: path,
    viewSecretValue: false,
  }));
  const versions = folders.map(({ path, secret, ...at }) => ({
    ...at,
    secretPath: path,
    secretName: secret,
  }));
  const within = (path: string) => places.map((at) => ({ ...at, path }));
  const ofEach = connections.map((connectionId) => ({ connectionId }));
  return [
    { name: "projects", procedure: "projects.list", inputs: [{}], most: FEW },
    { name: "secrets of a folder", procedure: "secrets.list", inputs: secrets, most: IN_A_FOLDER },
    { name: "versions of a secret", procedure: "secrets.versions", inputs: versions, most: FEW },
    { name: "folders of an environment", procedure: "folders.tree", inputs: within("/"), most: IN_A_FOLDER },
    {
      name: "folders of an area",
      procedure: "folders.tree",
      inputs: within("/area-1"),
      most: 20 * IN_A_FOLDER,
    },
    { name: "connections", procedure: "connections.list", inputs: [{ limit: 50 }], most: FEW },
    { name: "a connection", procedure: "connections.state", inputs: ofEach, most: FEW + COUNTED },
    { name: "a connection, rotations", procedure: "connections.dependants", inputs: ofEach, most: FEW },
  ];
}

function auditCalls({ projects }: Samples, now: Date): readonly Call[] {
  const ago = (days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();
  const audit = (name: string, inputs: readonly object[], most = FEW): Call => ({
    name: `audit, ${name}`,
    procedure: "audit.list",
    inputs,
    most,
  });
  return [
    audit("all of it", [{}]),
    audit(
      "of a project",
      projects.map((projectId) => ({ projectId })),
    ),
    audit(
      "of a person",
      projects.map((projectId) => ({ actor: `person:${projectId}` })),
    ),
    audit("of a day a month ago", [{ from: ago(31), until: ago(30) }]),
    audit("one kind in fifty", [{ kind: "rotation.failed" }], FEW + SCANNED),
    audit("a kind that there is not", [{ kind: "rotation.released" }], FEW + SCANNED),
  ];
}
