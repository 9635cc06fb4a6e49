import type { InterfaceLanguage } from '../i18n/language.js';
import type { ParsedExample } from './parse-examples.js';

// Written for this: messages to a shop, so that a first classifier can be trained at once.
const en: Readonly<Record<string, readonly string[]>> = {
  delivery: [
    'My parcel was supposed to be here on Monday. Where is it?',
    'The tracking page has not changed for five days.',
    'Can you send the order to my office instead?',
    'The courier left the box in the rain.',
    'How long does shipping to Lisbon take?',
    'It says delivered, but nothing arrived.',
    'Please hold the shipment until next week.',
    'Which company brings the packages?',
    'I was home all day and nobody rang the bell.',
    'Will it get here before Christmas?',
  ],
  payment: [
    'I was charged twice for the same order.',
    'Do you accept cards from abroad?',
    'My card was declined, but the bank says it is fine.',
    'I need an invoice with the company name.',
    'The discount code did not change the total.',
    'Can I pay in three instalments?',
    'Why is there a fee of two euros on my statement?',
    'The bank transfer went out yesterday, did you get it?',
    'Please send me the receipt again.',
    'The price at the checkout was higher than on the page.',
  ],
  returns: [
    'The shoes are too small, I want to send them back.',
    'How do I return a gift without the receipt?',
    'I changed my mind, can I get my money back?',
    'The lamp arrived broken, I would like another one.',
    'Where do I find the return label?',
    'Is it too late to exchange this for a larger size?',
    'I sent it back two weeks ago and heard nothing about the refund.',
    'Can I bring the item to a store instead of mailing it?',
    'It is the wrong colour. What do I do now?',
    'Do I have to pay for sending it back?',
  ],
};

const pt: Readonly<Record<string, readonly string[]>> = {
  entrega: [
    'Meu pacote era para chegar na segunda. Onde ele está?',
    'O rastreamento não muda há cinco dias.',
    'Dá para entregar no meu trabalho?',
    'O entregador deixou a caixa na chuva.',
    'Quanto tempo leva o envio para Recife?',
    'Consta como entregue, mas não chegou nada.',
    'Por favor, segurem o envio até a semana que vem.',
    'Qual transportadora traz as encomendas?',
    'Fiquei em casa o dia todo e ninguém tocou a campainha.',
    'Chega antes do Natal?',
  ],
  pagamento: [
    'Fui cobrado duas vezes pelo mesmo pedido.',
    'Vocês aceitam cartão de fora do país?',
    'Meu cartão foi recusado, mas o banco diz que está tudo certo.',
    'Preciso da nota fiscal no nome da empresa.',
    'O cupom de desconto não mudou o total.',
    'Posso pagar em três vezes?',
    'Por que apareceu uma taxa de dez reais na fatura?',
    'Fiz o Pix ontem, vocês receberam?',
    'Mandem o recibo de novo, por favor.',
    'O preço no fechamento era maior do que na página.',
  ],
  devolução: [
    'O sapato ficou pequeno, quero devolver.',
    'Como devolvo um presente sem a nota?',
    'Mudei de ideia, posso receber o dinheiro de volta?',
    'A luminária chegou quebrada, quero outra.',
    'Onde encontro a etiqueta de devolução?',
    'Ainda dá tempo de trocar por um tamanho maior?',
    'Mandei de volta há duas semanas e nada do reembolso.',
    'Posso levar o produto a uma loja em vez de postar?',
    'Veio na cor errada. E agora?',
    'Eu pago o frete para devolver?',
  ],
};

/** Messages with labels, in the reader's language. */
export function sampleExamples(language: InterfaceLanguage): ParsedExample[] {
  return Object.entries(language === 'en' ? en : pt).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
}
