// Strictness: a member or event that the stand-in does not know throws, instead of quietly being undefined.
import { EventEmitter } from 'node:events';

// What runtimes look up on any object (promises, serialisers, EventEmitter's own fields).
const harmless = new Set(['then', 'toJSON', 'domain', 'inspect']);
const isHarmless = (name) => typeof name === 'symbol' || name.startsWith('_') || harmless.has(name);

/** The last prototype of a chain: whoever arrives here asked for something unknown. */
function endOfChain(name, target = Object.prototype) {
  return new Proxy(Object.create(target), {
    get(target, member, receiver) {
      if (isHarmless(member) || member in target) return Reflect.get(target, member, receiver);
      throw new Error(`electron-host does not know ${name}.${String(member)}`);
    },
    set(target, member, value, receiver) {
      if (!isHarmless(member)) throw new Error(`electron-host does not know ${name}.${String(member)} (assigned)`);
      return Reflect.defineProperty(receiver, member, { value, writable: true, configurable: true, enumerable: false });
    },
  });
}

function closeChains(Strict, name) {
  Object.setPrototypeOf(Strict.prototype, endOfChain(name));
  Object.setPrototypeOf(Strict, endOfChain(`${name} (static)`, Function.prototype));
  return Strict;
}

/** A plain object with exactly these members. */
export function strictObject(name, members) {
  return Object.defineProperties(Object.create(endOfChain(name)), Object.getOwnPropertyDescriptors(members));
}

/** A class to extend; its instances have exactly the members that the subclass declares. */
export function strictClass(name) {
  class Strict {}
  return closeChains(Strict, name);
}

/** Like `strictClass`, an EventEmitter that knows these events alone (or `any`). */
export function strictEmitter(name, events) {
  const known = new Set(events);
  const Strict = function () {
    EventEmitter.call(this);
  };
  const members = Object.getOwnPropertyDescriptors(EventEmitter.prototype);
  delete members.constructor;
  Object.defineProperties(Strict.prototype, members);
  for (const method of ['on', 'once', 'addListener', 'prependListener', 'off']) {
    Strict.prototype[method] = function (event, listener) {
      if (events !== 'any' && !known.has(event)) {
        throw new Error(`electron-host does not know the event '${String(event)}' of ${name}`);
      }
      return EventEmitter.prototype[method].call(this, event, listener);
    };
  }
  return closeChains(Strict, name);
}

/** An event as listeners get it: details to read and preventDefault. */
export function preventable(details = {}) {
  let isPrevented = false;
  return {
    ...details,
    preventDefault: () => void (isPrevented = true),
    get defaultPrevented() {
      return isPrevented;
    },
  };
}
