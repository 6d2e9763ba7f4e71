export const access = {
  title: 'Iniciar sesión',
  heading: 'Entrar en Atalaya',
  how: 'Abre el enlace de un solo uso que la consola muestra al arrancar, o pega aquí su código. Para un enlace nuevo, arranca la consola otra vez:',
  code: 'Enlace o código',
  signIn: 'Entrar',
};
