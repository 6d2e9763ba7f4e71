export const analytics = {
  title: 'Resumen',
};
