import { elementFacts, ignored } from './element.ts';
import type { Recorder } from './recorder.ts';

const clickable = 'a[href],button,[role=button],summary,[type=button],[type=submit],[data-gyre]';

/** Records `element_clicked` when a visitor clicks a link, a button or what the page names with `data-gyre`. */
export const watchClicks = ({ on, record, textLength }: Recorder): void => {
  document.addEventListener(
    'click',
    (event) => {
      if (!on('clicks') || !event.isTrusted) return;
      // the path goes through open shadow roots, which `closest` does not
      const path = event.composedPath().filter((node) => node instanceof Element);
      const hit = path.find((element) => element.matches(clickable));
      if (hit && !path.some((element) => element.matches(ignored))) {
        record('element_clicked', elementFacts(hit, textLength));
      }
    },
    // before the page's own listeners, which may stop it
    true,
  );
};
