export const logs = {
  title: 'Registros',
};
