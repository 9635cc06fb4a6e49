import { createRoot } from 'react-dom/client';
import { Chat } from './chat.jsx';
import './style.css';

createRoot(document.getElementById('root')).render(<Chat />);
