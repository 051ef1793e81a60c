import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { MaskedValue } from "../../parts/masked-value.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import type { Place, Secret } from "./place.ts";
import classes from "./secrets.module.css";

export interface SecretVersionsProps {
  readonly place: Place;
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Every version of a secret, the newest first. */
export function SecretVersions({ place, secret: { secretKey }, onClose }: SecretVersionsProps) {
  const { projectId, environment, path: secretPath } = place;
  const { may } = useSession();
  const at = { projectId, environment, secretPath, secretName: secretKey };
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    trpc.secrets.versions.infiniteQueryOptions(at),
  );
  const mayRead = may("read-value", "secrets", projectId);
  const reveal = (version: number) => async () =>
    (await trpc.secrets.read.query({ ...at, version })).secret.secretValue;
  return (
    <Section
      title={`Versions of ${secretKey}`}
      actions={
        <Button variant="default" size="xs" onClick={onClose}>
          Close
        </Button>
      }
    >
      {error && <FailureOf error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      <div className={classes.scroll}>
        <Table>
          <Table.Tbody>
            {data?.pages
              .flatMap(({ secretVersions }) => secretVersions)
              .map(({ version, createdAt, runId, isCurrent, isValueKept }) => (
                <Table.Tr key={version}>
                  <Table.Td>
                    v{version}
                    {isCurrent && " (current)"}
                  </Table.Td>
                  <Table.Td>
                    {isValueKept ? (
                      <MaskedValue
                        label={`${secretKey} v${version}`}
                        {...(mayRead && { reveal: reveal(version) })}
                      />
                    ) : (
                      <span className={classes.quiet}>the value is erased</span>
                    )}
                  </Table.Td>
                  <Table.Td>{runId ? <RunLink id={runId}>by a run</RunLink> : "by hand"}</Table.Td>
                  <Table.Td>
                    <When at={createdAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </div>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older
        </Button>
      )}
    </Section>
  );
}
