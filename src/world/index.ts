export type { WorldAction } from './answers.ts';
export type { SegmentMessage } from './message.ts';
export type { Benefit, BenefitType, Channel, Offer } from './offers.ts';
export { brandOffers, contactCostMinor } from './offers.ts';
export type { DeliveredMessage, Deliveries, World, WorldOptions } from './world.ts';
export { createWorld } from './world.ts';
