//! What went wrong between us and an agent, told to the user.

use std::net::SocketAddr;
use std::time::Duration;

use async_snmp::v3::ReportStatus;
use async_snmp::{Error, ErrorStatus, WalkAbortReason};

use super::Agent;
use crate::failure::{Failure, FailureKind, seconds};

/// Silence over SNMP has one more reason than elsewhere: an agent does not answer a community it does not know.
pub(super) fn silent(target: SocketAddr, allowed: Duration) -> Failure {
    let allowed = seconds(allowed);
    Failure::new(
        FailureKind::Timeout,
        format!(
            "{target} did not answer over SNMP within {allowed}. Check that its SNMP agent is switched on, that it allows this computer, and the community or user: agents keep silent to those they do not know."
        ),
        format!(
            "{target} 在 {allowed} 内没有应答 SNMP。请检查设备的 SNMP 代理是否启用、是否允许本机访问，以及团体名或用户是否正确：代理对不认识的团体名保持沉默。"
        ),
    )
}

impl Agent<'_> {
    /// Reads what the library says of an exchange.
    pub(super) fn failure(&self, error: &Error) -> Failure {
        let target = self.target;
        match error.exchange_source() {
            Error::Timeout { .. } => silent(target, self.allowed),
            Error::Network { source, .. } => Failure::from_io(source, target),
            Error::Auth { .. } => self.authentication("its answer could not be verified", "其应答无法通过验证"),
            Error::Report { status, .. } => self.report(status),
            Error::Snmp { status: ErrorStatus::AuthorizationError | ErrorStatus::NoAccess, .. } => {
                self.authentication("it grants no right to read this", "它没有授予读取权限")
            }
            Error::Snmp { status, .. } => self.protocol(&format!("it answered with the error {status}"), &format!("它返回了错误 {status}")),
            Error::WalkAborted { reason: WalkAbortReason::ResultLimitExceeded { limit }, .. } => self.has_too_many_rows(*limit),
            Error::WalkAborted { .. } => self.runs_in_circles(),
            Error::Decode(_) | Error::MalformedResponse { .. } | Error::ResponseShape { .. } => other_objects(target),
            other => Failure::new(
                FailureKind::Local,
                format!(
                    "This computer could not ask {target} over SNMP ({other}). Check its free memory, its limit on open files and its clock."
                ),
                format!("本机无法通过 SNMP 询问 {target}（{other}）。请检查本机的可用内存、打开文件数上限和时钟。"),
            ),
        }
    }

    /// It tells rows again, or in no order: there would be no end to it.
    pub(super) fn runs_in_circles(&self) -> Failure {
        self.protocol("its table runs in circles", "其表格出现循环")
    }

    /// It tells more rows than anybody wants.
    pub(super) fn has_too_many_rows(&self, limit: usize) -> Failure {
        self.protocol(&format!("its table has more than {limit} rows"), &format!("其表格超过 {limit} 行"))
    }

    fn report(&self, status: &ReportStatus) -> Failure {
        match status {
            ReportStatus::UnknownUserName { .. } => self.authentication("it does not know the user", "它不认识该用户"),
            ReportStatus::WrongDigest { .. } => {
                self.authentication("the authentication password or protocol is wrong", "认证密码或认证协议不正确")
            }
            ReportStatus::DecryptionError { .. } => {
                self.authentication("the privacy password or protocol is wrong", "加密密码或加密协议不正确")
            }
            ReportStatus::UnsupportedSecurityLevel { .. } => self.authentication(
                "the user has another security level there (with or without authentication, with or without privacy)",
                "该用户在设备上的安全级别不同（是否认证、是否加密）",
            ),
            ReportStatus::NotInTimeWindow { .. } => self.protocol("its SNMP engine's clock jumps", "其 SNMP 引擎的时钟跳变"),
            ReportStatus::UnknownEngineId { .. } => self.protocol("its SNMP engine changes its identity", "其 SNMP 引擎标识不断变化"),
            other => self.protocol(&format!("it reports {other}"), &format!("它报告 {other}")),
        }
    }

    fn authentication(&self, en: &str, zh: &str) -> Failure {
        authentication(self.target, en, zh)
    }

    fn protocol(&self, en: &str, zh: &str) -> Failure {
        protocol(self.target, en, zh)
    }
}

/// The agent answers, but shows nothing of itself.
pub(super) fn hides_everything(target: SocketAddr) -> Failure {
    authentication(target, "it shows nothing of its system group", "它没有开放 system 组的任何内容")
}

/// The agent answers something that was not asked.
pub(super) fn other_objects(target: SocketAddr) -> Failure {
    protocol(target, "it answered other objects than those asked for", "它返回的对象与所询问的不符")
}

fn authentication(target: SocketAddr, en: &str, zh: &str) -> Failure {
    Failure::new(
        FailureKind::Authentication,
        format!("{target} refuses SNMP access: {en}. Correct the credentials here, or the user and its view on the device."),
        format!("{target} 拒绝 SNMP 访问：{zh}。请更正此处的凭据，或设备上的用户及其视图。"),
    )
}

fn protocol(target: SocketAddr, en: &str, zh: &str) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("The SNMP agent of {target} does not behave: {en}. Restart the agent, or update the device's software."),
        format!("{target} 的 SNMP 代理行为异常：{zh}。请重启代理，或升级设备软件。"),
    )
}
