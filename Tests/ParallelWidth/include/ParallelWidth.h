// Bounds how many test cases run at the same time: two for each core, wherever the tests are started.
//
// Swift Testing 6.3 begins every test at once, on however few cores: time limits then count the waits for all the others,
// and servers and peers in real time starve. There is nothing to call: to be linked is enough.
