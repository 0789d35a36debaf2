import type { ContextTable } from '../split-context.ts';

/** PostHog's property → its place in Segment's `context`. */
export const placeInContext: ContextTable = {
  $current_url: ['page', 'url'],
  $pathname: ['page', 'path'],
  $referrer: ['page', 'referrer'],
  title: ['page', 'title'],
  $lib: ['library', 'name'],
  $lib_version: ['library', 'version'],
  $os: ['os', 'name'],
  $os_version: ['os', 'version'],
  $device_type: ['device', 'type'],
  $device_model: ['device', 'model'],
  $device_manufacturer: ['device', 'manufacturer'],
  $device_name: ['device', 'name'],
  $screen_width: ['screen', 'width'],
  $screen_height: ['screen', 'height'],
  $app_name: ['app', 'name'],
  $app_version: ['app', 'version'],
  $app_build: ['app', 'build'],
  $app_namespace: ['app', 'namespace'],
  $raw_user_agent: ['userAgent'],
  $browser_language: ['locale'],
  $locale: ['locale'],
  $timezone: ['timezone'],
  $session_id: ['sessionId'],
};

/**
 * What served the transport, is said elsewhere in the event, or is the sender's address: not kept. What sets traits
 * becomes a message of its own.
 */
export const noise: ReadonlySet<string> = new Set([
  'token',
  'api_key',
  'distinct_id',
  'alias',
  '$set',
  '$set_once',
  '$unset',
  '$anon_distinct_id',
  '$insert_id',
  '$ip',
  '$geoip_disable',
  '$time',
  '$window_id',
  '$lib_custom_api_host',
  '$config_defaults',
  '$process_person_profile',
  '$is_identified',
  '$group_set',
]);
