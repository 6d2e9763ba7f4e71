// oxlint-disable no-unused-expressions -- page.mjs evaluates this expression
// Evaluated in the page and in main: values that structured clone knows and JSON does not, as text and back.
(() => {
  const wrap = (kind, value) => ({ $kind: kind, value });
  const bytesOf = (value) =>
    value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const toBase64 = (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return btoa(text);
  };
  const pack = (value) => {
    if (value === undefined) return wrap('undefined');
    if (typeof value === 'bigint') return wrap('bigint', String(value));
    if (typeof value === 'number' && !Number.isFinite(value)) return wrap('number', String(value));
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(pack);
    if (value instanceof Date) return wrap('date', value.getTime());
    if (value instanceof Map)
      return wrap(
        'map',
        [...value].map(([key, item]) => [pack(key), pack(item)]),
      );
    if (value instanceof Set) return wrap('set', [...value].map(pack));
    if (value instanceof ArrayBuffer) return wrap('buffer', toBase64(bytesOf(value)));
    if (ArrayBuffer.isView(value)) return wrap('bytes', toBase64(bytesOf(value)));
    if (value instanceof Error) return wrap('error', { name: value.name, message: value.message });
    const fields = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
    return Object.hasOwn(fields, '$kind') ? wrap('object', fields) : fields;
  };
  const mapFields = (value) => Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const kinds = {
    undefined: () => undefined,
    bigint: (value) => BigInt(value),
    number: (value) => Number(value),
    date: (value) => new Date(value),
    map: (value) => new Map(value.map(([key, item]) => [unpack(key), unpack(item)])),
    set: (value) => new Set(value.map(unpack)),
    buffer: (value) => fromBase64(value).buffer,
    bytes: fromBase64,
    error: (value) => Object.assign(new Error(value.message), { name: value.name }),
    object: mapFields,
  };
  const unpack = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(unpack);
    return Object.hasOwn(value, '$kind') ? kinds[value.$kind](value.value) : mapFields(value);
  };
  return { encode: (value) => JSON.stringify(pack(value)), decode: (text) => unpack(JSON.parse(text)) };
})();
