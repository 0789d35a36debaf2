// expect: boundaries/dependencies
export { collected } from '#collect';
