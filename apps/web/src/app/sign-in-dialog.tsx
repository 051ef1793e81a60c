import { Modal, Text } from "@mantine/core";
import { SignInForm } from "../screens/arrival/sign-in-form.tsx";
import { useSession } from "./session.tsx";
import { queryClient, trpc } from "./trpc.ts";

/** The way back in for the one who was here; somebody else begins with a page of their own. */
export default function SignInDialog() {
  const { me } = useSession();
  const goOn = async () => {
    const now = await trpc.me.get.query().catch(() => null);
    if (now && now.id !== me.id) return location.assign("/");
    await queryClient.invalidateQueries();
  };
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      title="Your session has ended"
    >
      <Text size="sm" mb="md">
        Sign in to go on where you are. What you have filled in is still there.
      </Text>
      <SignInForm email={me.email ?? ""} onDone={goOn} returnTo={location.pathname + location.search} />
    </Modal>
  );
}
