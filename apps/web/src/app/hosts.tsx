import { lazy, Suspense } from "react";
import { useConfirmations } from "../parts/confirm.ts";
import { useNotices } from "../parts/notice.ts";

const ConfirmDialog = lazy(() => import("../parts/confirm-dialog.tsx"));
const Notices = lazy(() => import("../parts/notices.tsx"));

/** Where questions and notices appear; what shows them is loaded with the first one. */
export function Hosts() {
  const question = useConfirmations();
  const notices = useNotices();
  return (
    <Suspense fallback={null}>
      {question && <ConfirmDialog question={question} />}
      {notices.length > 0 && <Notices notices={notices} />}
    </Suspense>
  );
}
