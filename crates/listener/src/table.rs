//! The connections that are open, and which of them wait without a request.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// What connections may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open at once.
    pub connections: usize,
    /// Open at once of one address.
    pub connections_per_address: usize,
    /// Time for the whole head of a request to come, from the beginning of the connection or the end of the request
    /// before; so long is an idle connection kept.
    pub head: Duration,
    /// Time within which the reader of an answer must take 64 KiB of it, or the rest.
    pub write: Duration,
}

/// The open connections of a listener.
#[derive(Debug)]
pub struct Connections {
    limits: Limits,
    table: Mutex<Table>,
    refused: AtomicU64,
    evicted: AtomicU64,
    telling: Arc<Semaphore>,
}

/// So many that are refused are told why at a time.
const TOLD_AT_ONCE: usize = 64;

/// Numbers tell who has waited longest: they are given in the order in which the waiting began.
#[derive(Debug, Default)]
struct Table {
    open: usize,
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
    addresses: HashMap<IpAddr, Address>,
}

#[derive(Debug, Default)]
struct Address {
    open: usize,
    waiting: BTreeMap<u64, ()>,
}

#[derive(Debug)]
struct Waiting {
    address: IpAddr,
    place: Arc<Mutex<Place>>,
    leave: Arc<Notify>,
}

/// Where a connection stands in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Waiting(u64),
    Busy,
    /// It was asked to leave and counts no more.
    Gone,
}

impl Connections {
    /// None yet.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            table: Mutex::default(),
            refused: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
            telling: Arc::new(Semaphore::new(TOLD_AT_ONCE)),
        })
    }

    /// How many are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lock().open
    }

    /// How many were refused since the beginning, because all others had a request in flight.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Relaxed)
    }

    /// How many made room for others since the beginning.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted.load(Relaxed)
    }

    /// A turn to tell somebody that he is refused.
    pub(crate) fn turn_to_tell(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.telling).try_acquire_owned().ok()
    }

    /// A place for a connection of an address; none where all have a request in flight.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Arc<Ticket>> {
        let mut table = self.lock();
        let of_address = table.addresses.get(&address);
        if of_address.is_some_and(|own| own.open >= self.limits.connections_per_address) {
            let oldest = of_address.and_then(|own| own.waiting.keys().next().copied());
            self.evict(&mut table, oldest)?;
        }
        if table.open >= self.limits.connections {
            let oldest = table.waiting.keys().next().copied();
            self.evict(&mut table, oldest)?;
        }
        table.open += 1;
        table.addresses.entry(address).or_default().open += 1;
        let ticket = Arc::new(Ticket {
            connections: Arc::clone(self),
            address,
            place: Arc::new(Mutex::new(Place::Busy)),
            leave: Arc::default(),
        });
        table.wait(&ticket);
        Some(ticket)
    }

    fn evict(&self, table: &mut Table, number: Option<u64>) -> Option<()> {
        let Some(leaving) = number.and_then(|number| table.stop_waiting(number)) else {
            self.refused.fetch_add(1, Relaxed);
            return None;
        };
        table.forget(leaving.address);
        *lock(&leaving.place) = Place::Gone;
        leaving.leave.notify_one();
        self.evicted.fetch_add(1, Relaxed);
        Some(())
    }

    /// Asks all that wait to leave.
    pub(crate) fn close_waiting(&self) {
        for waiting in self.lock().waiting.values() {
            waiting.leave.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        lock(&self.table)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Table {
    /// The connection waits from now on.
    fn wait(&mut self, ticket: &Ticket) {
        let number = self.next;
        self.next += 1;
        *lock(&ticket.place) = Place::Waiting(number);
        self.waiting.insert(
            number,
            Waiting {
                address: ticket.address,
                place: Arc::clone(&ticket.place),
                leave: Arc::clone(&ticket.leave),
            },
        );
        if let Some(own) = self.addresses.get_mut(&ticket.address) {
            own.waiting.insert(number, ());
        }
    }

    fn stop_waiting(&mut self, number: u64) -> Option<Waiting> {
        let waiting = self.waiting.remove(&number)?;
        if let Some(own) = self.addresses.get_mut(&waiting.address) {
            own.waiting.remove(&number);
        }
        Some(waiting)
    }

    /// A connection of an address counts no more.
    fn forget(&mut self, address: IpAddr) {
        self.open = self.open.saturating_sub(1);
        if let Some(own) = self.addresses.get_mut(&address) {
            own.open = own.open.saturating_sub(1);
            if own.open == 0 {
                self.addresses.remove(&address);
            }
        }
    }
}

/// The place of one connection, held until it ends.
#[derive(Debug)]
pub(crate) struct Ticket {
    connections: Arc<Connections>,
    address: IpAddr,
    place: Arc<Mutex<Place>>,
    leave: Arc<Notify>,
}

impl Ticket {
    pub(crate) fn limits(&self) -> &Limits {
        &self.connections.limits
    }

    /// Waits until the connection shall make room.
    pub(crate) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    /// A request has come: the connection is busy until what is given back is dropped.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        let mut table = self.connections.lock();
        let place = *lock(&self.place);
        if let Place::Waiting(number) = place {
            drop(table.stop_waiting(number));
            *lock(&self.place) = Place::Busy;
        }
        Busy(Some(Arc::clone(self)))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut table = self.connections.lock();
        let place = *lock(&self.place);
        match place {
            Place::Waiting(number) => drop(table.stop_waiting(number)),
            Place::Busy => {}
            Place::Gone => return,
        }
        table.forget(self.address);
    }
}

/// A request in flight. Its connection waits again when this is dropped.
#[derive(Debug)]
pub(crate) struct Busy(Option<Arc<Ticket>>);

impl Busy {
    /// The connection has become one of another protocol, and is busy until it ends.
    pub(crate) fn for_ever(mut self) {
        self.0 = None;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(ticket) = self.0.take() {
            let mut table = ticket.connections.lock();
            let busy = *lock(&ticket.place) == Place::Busy;
            if busy {
                table.wait(&ticket);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(all: usize, of_address: usize) -> Arc<Connections> {
        Connections::new(Limits {
            connections: all,
            connections_per_address: of_address,
            head: Duration::from_secs(1),
            write: Duration::from_secs(1),
        })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    fn is_gone(ticket: &Ticket) -> bool {
        *lock(&ticket.place) == Place::Gone
    }

    #[test]
    fn who_has_waited_longest_makes_room() {
        let connections = connections(3, 3);
        let tickets: Vec<_> = (0..3).map(|_| connections.enter(address(1)).unwrap()).collect();
        // The first has had a request since: it waits from then on.
        drop(tickets[0].busy());
        let fourth = connections.enter(address(1)).unwrap();
        assert_eq!(
            tickets.iter().map(|ticket| is_gone(ticket)).collect::<Vec<_>>(),
            [false, true, false]
        );
        assert_eq!((connections.open(), connections.evicted()), (3, 1));
        drop((tickets, fourth));
        assert_eq!(connections.open(), 0);
        assert!(connections.lock().addresses.is_empty());
    }

    #[test]
    fn who_has_a_request_stays_and_the_new_one_is_refused() {
        let connections = connections(2, 2);
        let tickets: Vec<_> = (0..2).map(|_| connections.enter(address(1)).unwrap()).collect();
        let busy: Vec<_> = tickets.iter().map(Ticket::busy).collect();
        assert!(connections.enter(address(2)).is_none());
        assert_eq!(connections.refused(), 1);
        drop(busy);
        assert!(connections.enter(address(2)).is_some());
    }

    #[test]
    fn an_address_has_its_own_bound() {
        let connections = connections(10, 2);
        let of_one: Vec<_> = (0..2).map(|_| connections.enter(address(1)).unwrap()).collect();
        let other = connections.enter(address(2)).unwrap();
        let third = connections.enter(address(1)).unwrap();
        assert!(is_gone(&of_one[0]) && !is_gone(&of_one[1]) && !is_gone(&other) && !is_gone(&third));
        let _busy = (of_one[1].busy(), third.busy());
        assert!(connections.enter(address(1)).is_none());
        assert!(connections.enter(address(2)).is_some());
    }
}
