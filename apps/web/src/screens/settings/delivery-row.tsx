import { Button, Table } from "@mantine/core";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { Status } from "../../parts/status.tsx";
import { exact } from "../../parts/time.ts";
import { When } from "../../parts/when.tsx";
import { attemptWords, type Delivery, eventWords, STATES } from "./delivery-words.ts";
import classes from "./settings.module.css";

export interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly isBusy: boolean;
  /** Absent for who may not. */
  readonly onAgain?: ((deliveryId: string) => void) | undefined;
}

/** One delivery, with what came of each try. */
export function DeliveryRow({ delivery, isBusy, onAgain }: DeliveryRowProps) {
  const { id, event, message, rotationId, state, happenedAt, nextAttemptAt, attempts } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        {eventWords(event)}
        <span className={classes.under} data-prose>
          {message} {rotationId && <RotationLink id={rotationId}>The rotation</RotationLink>}
        </span>
      </Table.Td>
      <Table.Td>
        <When at={happenedAt} />
      </Table.Td>
      <Table.Td>
        <Status {...STATES[state]} />
        {nextAttemptAt && (
          <span className={classes.under}>
            next try <When at={nextAttemptAt} />
          </span>
        )}
      </Table.Td>
      <Table.Td>
        {attempts.length === 0 ? (
          "none yet"
        ) : (
          <ol className={classes.attempts}>
            {attempts.map((attempt) => (
              <li key={attempt.startedAt} title={exact(new Date(attempt.startedAt))}>
                {attemptWords(attempt)}
              </li>
            ))}
          </ol>
        )}
      </Table.Td>
      {onAgain && (
        <Table.Td>
          <Button variant="default" size="compact-xs" loading={isBusy} onClick={() => onAgain(id)}>
            Send again
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
