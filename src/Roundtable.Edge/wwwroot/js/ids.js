// The ids of the contract: us01, us01-co12, us01-co12-ms07. Numbers of messages have no holes, so that a page can count.

const MessageForm = /^(us\d{2,}-co\d{2,})-ms(\d{2,})$/;

export const isConversationId = (text) => /^us\d{2,}-co\d{2,}$/.test(text);

export const isMessageId = (text) => MessageForm.test(text);

export const numberOf = (messageId) => Number(MessageForm.exec(messageId)[2]);

export const conversationOf = (messageId) => MessageForm.exec(messageId)[1];

export const messageId = (conversation, number) => `${conversation}-ms${String(number).padStart(2, "0")}`;

export const pathOf = (conversation) => `/api/conversations/${conversation}`;

export const messagePath = (id) => `${pathOf(conversationOf(id))}/messages/${id}`;

export const linkTo = (conversation, message) => `#/c/${conversation}${message ? `/m/${message}` : ""}`;
