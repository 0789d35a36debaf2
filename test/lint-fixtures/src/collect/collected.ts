// expect: nothing
import { ground } from '#platform';
import { ground as deep } from '#platform/ground.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const collected = [ground, deep, createHash, z];
