//! The icons of the desk, drawn from one set (Lucide), and Crossdock's own mark.
//!
//! An icon never speaks alone: it is hidden from screen readers and stands beside a word, or inside
//! a control that has a name.

use icondata_core::IconData;
use maud::{Markup, PreEscaped, html};

macro_rules! icons {
    ($($(#[doc = $doc:literal])* $name:ident => $source:ident),+ $(,)?) => {
        /// What an icon means here; which drawing that is, is this file's matter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon { $($(#[doc = $doc])* $name),+ }

        impl Icon {
            /// Every icon, for the gallery.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            fn drawing(self) -> &'static IconData {
                match self { $(Self::$name => icondata_lu::$source),+ }
            }
        }
    };
}

icons! {
    /// The overview.
    Home => LuHouse,
    /// Orders.
    Orders => LuClipboardList,
    /// Parcels on their way.
    Tracking => LuTruck,
    /// Things that are sold.
    Products => LuBoxes,
    /// Numbers over time.
    Reports => LuChartColumn,
    /// Links to platforms.
    Connections => LuPlug,
    /// A link that is cut.
    Disconnected => LuUnplug,
    /// How things should be done.
    Settings => LuSettings,
    /// Looking for something.
    Search => LuSearch,
    /// Messages.
    Notices => LuBell,
    /// The light theme.
    Light => LuSun,
    /// The dark theme.
    Dark => LuMoon,
    /// The theme of the device.
    Device => LuMonitor,
    /// The choice of a language.
    Language => LuLanguages,
    /// Leaving.
    SignOut => LuLogOut,
    /// A person.
    Person => LuUser,
    /// Several people.
    People => LuUsers,
    /// Opens downward.
    Down => LuChevronDown,
    /// Onward, or opens sideways.
    Next => LuChevronRight,
    /// Back.
    Previous => LuChevronLeft,
    /// Can be sorted.
    Sort => LuChevronsUpDown,
    /// Sorted, smallest first; going up.
    Ascending => LuArrowUp,
    /// Sorted, largest first; going down.
    Descending => LuArrowDown,
    /// Done, chosen.
    Check => LuCheck,
    /// Went well.
    Success => LuCircleCheck,
    /// Failed.
    Danger => LuCircleX,
    /// Needs attention.
    Warning => LuTriangleAlert,
    /// Worth knowing.
    Info => LuInfo,
    /// Not known yet.
    Doubt => LuCircleHelp,
    /// Waiting for its time.
    Waiting => LuClock,
    /// Not begun.
    Pending => LuCircleDashed,
    /// Closes or takes away.
    Close => LuX,
    /// Opens the navigation.
    Menu => LuMenu,
    /// More actions.
    More => LuEllipsis,
    /// Copies.
    Copy => LuCopy,
    /// Leads to another site.
    External => LuExternalLink,
    /// Fetches again, tries again.
    Refresh => LuRefreshCw,
    /// Orders again after a fix.
    Reorder => LuRotateCcw,
    /// Takes back.
    Undo => LuUndo2,
    /// Filters.
    Filter => LuListFilter,
    /// Paying.
    Payment => LuCreditCard,
    /// Amounts.
    Money => LuCircleDollarSign,
    /// Buying at a supplier.
    Purchase => LuShoppingCart,
    /// An online store.
    Store => LuStore,
    /// Where a parcel goes.
    Address => LuMapPin,
    /// One parcel.
    Parcel => LuPackage,
    /// A parcel that arrived.
    Delivered => LuPackageCheck,
    /// A parcel that went wrong.
    ParcelLost => LuPackageX,
    /// Called off.
    Canceled => LuBan,
    /// Held on purpose.
    Held => LuHand,
    /// Done by itself.
    Automatic => LuZap,
    /// Out of the desk.
    Download => LuDownload,
    /// Into the desk.
    Upload => LuUpload,
    /// Removes.
    Delete => LuTrash2,
    /// Changes.
    Edit => LuPencil,
    /// Adds.
    Add => LuPlus,
    /// Joins two things.
    Link => LuLink,
    /// Looks at something.
    View => LuEye,
    /// A picture that is not there.
    NoPicture => LuImageOff,
    /// The story of something.
    History => LuHistory,
    /// A word from someone.
    Message => LuMessageSquare,
    /// Mail.
    Mail => LuMail,
    /// A call.
    Phone => LuPhone,
    /// The keys.
    Keyboard => LuKeyboard,
    /// A secret.
    Secret => LuKeyRound,
    /// Protected.
    Safe => LuShieldCheck,
    /// A day.
    Date => LuCalendar,
}

/// Draws an icon at the size of the text around it.
pub fn icon(icon: Icon) -> Markup {
    let drawing = icon.drawing();
    html! {
        svg.icon viewBox=(drawing.view_box.unwrap_or("0 0 24 24")) width="16" height="16" fill="none"
            stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" {
            // The drawing is a constant of the icon set, not input.
            (PreEscaped(drawing.data))
        }
    }
}

/// Draws the mark: two ways that pass each other through a dock.
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" {
            rect.mark-ground x="0" y="0" width="32" height="32" rx="7" {}
            g.mark-lines fill="none" stroke-width="2.5" stroke-linecap="round"
                stroke-linejoin="round" {
                path d="M16 4.5v3.2M16 24.3v3.2" {}
                path d="M6.5 12.5h18.5M20.8 8.3l4.2 4.2-4.2 4.2" {}
                path d="M25.5 19.5H7M11.2 15.3 7 19.5l4.2 4.2" {}
            }
        }
    }
}
