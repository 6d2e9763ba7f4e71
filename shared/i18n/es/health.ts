export const health = {
  title: 'Servicios',
};
