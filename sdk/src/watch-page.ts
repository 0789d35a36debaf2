import { viewAddress, watchAddress } from './capture/address.ts';
import { watchClicks } from './capture/clicks.ts';
import { watchForms } from './capture/forms.ts';
import { watchNextPage } from './capture/next-page.ts';
import { watchReading } from './capture/reading.ts';
import type { Recorder } from './capture/recorder.ts';
import type { Facts } from './message.ts';
import type { Rank } from './queue.ts';
import { holdTab } from './tab-lock.ts';
import type { Tracker } from './tracker.ts';
import { pageFacts, type View, viewOf } from './view.ts';

type Args = {
  readonly tracker: Tracker;
  readonly recorder: Recorder;
  readonly view: () => View;
  readonly show: (view: View) => void;
};

/** Records what happens to the page, and sees to the queue when it comes and goes. */
export const watchPage = ({ tracker, recorder, view, show }: Args): void => {
  const { sender, queue } = tracker;
  const reading = watchReading(recorder);
  const forms = watchForms(recorder);
  const nextIsOurs = watchNextPage();
  let letGo = holdTab(tracker.owner);
  let held: readonly string[] = [];
  /** The view was there for longer than a redirect. */
  let settled = false;
  let gone = false;

  const release = (): void => {
    queue.remove(held);
    held = [];
  };
  const abandon = (list: readonly Facts[], rank: Rank): readonly string[] =>
    list.flatMap((facts) => {
      const properties = { view_id: view().id, ...facts };
      return tracker.put({ type: 'track', event: 'form_abandoned', properties }, rank, true) ?? [];
    });
  const leave = (): void => {
    if (settled) reading.leave(view().id);
  };

  const open = (next: View): void => {
    show(next);
    settled = false;
    reading.restart();
    if (document.hidden) reading.pause();
    // in a moment: applications set the title late, and redirect
    setTimeout(() => {
      if (view() !== next) return;
      settled = true;
      if (recorder.on('pages')) tracker.put(pageCall(next), 'a');
      abandon(
        forms.take((form) => !form.isConnected),
        'a',
      );
    });
  };

  const hide = (): void => {
    leave();
    if (gone) return;
    // whoever comes back finishes the form; nobody may: then the next page finds this and sends it
    release();
    held = abandon(forms.abandoned(), 'h');
    sender.leave();
  };

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return hide();
    release();
    reading.resume();
    void sender.flush();
  });
  addEventListener('pagehide', () => {
    leave();
    release();
    abandon(forms.take(), 'a');
    gone = true;
    if (!(nextIsOurs() && tracker.lasting())) sender.leave();
    letGo();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    gone = false;
    letGo = holdTab(tracker.owner);
    open(viewOf(view().url, view().referrer));
  });
  addEventListener('online', sender.online);

  watchClicks(recorder);
  watchAddress((address) => {
    leave();
    open(viewOf(address, view().url));
  });
  open(viewOf(viewAddress(location.href), document.referrer));
  void sender.flush();
};

/** The message of a view has the view's id: other events name it as `view_id`. */
const pageCall = (view: View) => ({
  type: 'page' as const,
  messageId: view.id,
  properties: pageFacts(view),
});
