//! Field work (现场服务): going there, and the customer's confirmation. (This room is being furnished now by its own author; the desk's author leaves it alone.)
