export const access = {
  title: 'Entrar',
  heading: 'Entrar na Atalaya',
  how: 'Abra o link de uso único que o console mostra ao iniciar ou cole aqui o código. Para um novo link, inicie o console outra vez:',
  code: 'Link ou código',
  signIn: 'Entrar',
};
