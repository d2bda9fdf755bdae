/** The private broker of `weir bench amqp` is the one tests use. */
export { Broker, type BrokerOptions, freePorts } from "../../src-main/bench/private-broker.ts";
