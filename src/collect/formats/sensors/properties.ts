import type { ContextTable } from '../split-context.ts';

/** 神策's preset property → its place in Segment's `context`. */
export const placeInContext: ContextTable = {
  $url: ['page', 'url'],
  $url_path: ['page', 'path'],
  $title: ['page', 'title'],
  $referrer: ['page', 'referrer'],
  $lib: ['library', 'name'],
  $lib_version: ['library', 'version'],
  $lib_method: ['library', 'method'],
  $os: ['os', 'name'],
  $os_version: ['os', 'version'],
  $manufacturer: ['device', 'manufacturer'],
  $model: ['device', 'model'],
  $screen_width: ['screen', 'width'],
  $screen_height: ['screen', 'height'],
  $app_name: ['app', 'name'],
  $app_version: ['app', 'version'],
  $app_id: ['app', 'namespace'],
  $network_type: ['network', 'type'],
  $carrier: ['network', 'carrier'],
  $user_agent: ['userAgent'],
  $timezone_offset: ['timezoneOffset'],
  $event_session_id: ['sessionId'],
};

/** What served the transport, is said elsewhere in the event, is the sender's address or a place in its code. */
export const noise: ReadonlySet<string> = new Set([
  '$ip',
  '$time',
  '$is_login_id',
  '$project',
  '$token',
  '$lib_detail',
]);
