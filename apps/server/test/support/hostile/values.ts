const deep = (times: number): string => `${"[".repeat(times)}${"]".repeat(times)}`;
const nested = (times: number): string => `${'{"a":'.repeat(times)}1${"}".repeat(times)}`;

/** JSON as it goes over the wire, so that it can be what no program would write. */
export const JSON_TEXTS: readonly string[] = [
  ...["null", "true", "false", "0", "-0", "-1", "1.5", "1e308", "-1e308", "1e-400", "9007199254740993"],
  ...["2147483648", "9223372036854775808", `1${"0".repeat(400)}`, '""', '" "', '"true"', '"1"', '"null"'],
  ...[
    "[]",
    "{}",
    "[[]]",
    "[null]",
    '[{"a":[{}]}]',
    '{"length":1000000000}',
    '{"toString":null,"valueOf":null}',
  ],
  ...['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}', '{"then":true}'],
  ...['{"__proto__":null}', '["__proto__","constructor"]', '{"hasOwnProperty":1}', '{"toJSON":"x"}'],
  ...['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\uffff"', '"\\u202etxt.exe"'],
  ...['{"\\u0000":1}', '{"\\ud800":1}', '"\\u0065\\u0301"', '"e\\u0301\\u0301\\u0301"', '"\\ufeff"'],
  ...['"😀👩‍👩‍👧‍👦"', '"ﷺ"', '"İıẞß"', '"Ⅷ①"', '"\\r\\nSet-Cookie: a=b"', '"\\t\\u000b\\u001b[31m"'],
  ...[
    '"../../../etc/passwd"',
    '"..\\\\..\\\\windows"',
    '"/dev/null"',
    '"file:///etc/passwd"',
    '"C:\\\\\\\\x"',
  ],
  ...['"\' or 1=1 --"', '"\\"; drop table rotations; --"', '"$1"', '"%s%n%x"', '"{{7*7}}"'],
  ...['"<script>alert(1)</script>"', '"javascript:alert(1)"', '"$(id)"', '"`id`"', '"| id"', '"&& id"'],
  ...[
    '"http://169.254.169.254/latest/meta-data"',
    '"2026-02-30T00:00:00Z"',
    '"99999-01-01"',
    '"0x10"',
    '"1_000"',
  ],
  ...['"00000000-0000-0000-0000-000000000000"', '"3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f\\n"', '"ffffffff"'],
  deep(20),
  deep(5_000),
  nested(40),
  nested(5_000),
  JSON.stringify("a".repeat(70_000)),
  JSON.stringify("é😀".repeat(20_000)),
  JSON.stringify("a-".repeat(200)),
  JSON.stringify(`${"a".repeat(300)}!`),
  JSON.stringify(Array.from({ length: 5_000 }, (_, index) => index)),
  JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]))),
];

/** Texts of paths, queries and headers, before they are encoded. */
export const TEXTS: readonly string[] = JSON_TEXTS.map((json): unknown => JSON.parse(json))
  .filter((value): value is string | number => typeof value === "string" || typeof value === "number")
  .map(String)
  .filter((text) => text.length < 5_000)
  .concat(
    "x".repeat(3_000),
    "true ",
    "TRUE",
    "+1",
    "1e3",
    "0x1f",
    "[]",
    "{}",
    "undefined",
    "NaN",
    "null",
    "%00",
    "a/b",
    "..",
    ".",
  );

/** Bodies that are no JSON object, with the type that they claim. */
export const BROKEN_BODIES: readonly {
  readonly body: Buffer;
  readonly type: string;
  readonly encoding?: string;
}[] = [
  ...[
    "{",
    '{"a":}',
    '{"a":1,}',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":01}',
    '{"a":"\u0001"}',
    "[]",
    "7",
    '"x"',
    "null",
    "\u0000",
  ],
  ...[deep(200_000), `${"[".repeat(100_000)}`, '{"a":1}{"b":2}', "a=b&c=d", "<a/>", "\ufeff[]"],
]
  .map((text) => ({ body: Buffer.from(text), type: "application/json" }))
  .concat([
    { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), type: "application/json" },
    { body: Buffer.from([0xc0, 0xaf, 0xc1, 0x81]), type: "application/json" },
    { body: Buffer.from("{}", "utf16le"), type: "application/json; charset=utf-16" },
    { body: Buffer.from('{"a":1}'), type: "text/plain" },
    { body: Buffer.from('{"a":1}'), type: "multipart/form-data; boundary=x" },
    { body: Buffer.from('{"a":1}'), type: "application/xml" },
    { body: Buffer.from(`{"a":"${"x".repeat(1_100_000)}"}`), type: "application/json" },
  ]);

/** What is put after a path, or in the middle of it, as it goes over the wire. */
export const PATH_TRICKS: readonly string[] = [
  ...[
    "/..",
    "/../..",
    "/%2e%2e",
    "/..%2f..%2fetc%2fpasswd",
    "/%252e%252e",
    "/.%00",
    "//",
    "/;a=b",
    "/%c0%ae%c0%ae",
  ],
  ...[
    "/%",
    "/%zz",
    "/%e0%a4%a",
    "/%ff",
    "/%00",
    "/%0d%0aX-Evil:1",
    "/\\..\\..",
    "/__proto__",
    "/constructor",
  ],
  ...[
    "/*",
    "/:id",
    "/{id}",
    "/%7B%7D",
    "/%2F",
    "?%",
    "?%zz=%zz",
    "?a[b]=c",
    "?a[]=1&a[]=2",
    "?__proto__[x]=1",
    "#x",
    "?&&&=&=",
  ],
  ...[
    "/hasOwnProperty",
    "/toString",
    `/${"a/".repeat(500)}`,
    `/${"a".repeat(4_000)}`,
    `?${"a=1&".repeat(2_000)}`,
  ],
];
