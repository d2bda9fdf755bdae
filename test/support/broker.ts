/** The private broker of `weir bench amqp` is the one tests use. */
export { freePorts } from "../../src-main/bench/free-ports.ts";
export { Broker, type BrokerOptions } from "../../src-main/bench/private-broker.ts";
