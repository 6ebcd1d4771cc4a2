mod api;
mod evidence;
mod sealing;
mod tampering;
mod together;
